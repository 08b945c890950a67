"use strict";

// The page's Content-Security-Policy allows no inline script, so the page is started from here.
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#document",
  deepLinking: true,
  tryItOutEnabled: false,
  validatorUrl: null,
  supportedSubmitMethods: ["get", "post"],
});
