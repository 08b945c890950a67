"""Reports: figures for the council and the auditor, each as of a point, each leading to the transactions behind it."""
