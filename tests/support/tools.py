"""Other people's programs that check what is exported, where they are installed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Final

BEAN_CHECK: Final = str(Path(sys.executable).parent / "bean-check")
LEDGER_CLI: Final = shutil.which("ledger", path=os.pathsep.join(("/usr/local/bin", "/usr/bin"))) or ""
"""The other program of that name, which is not in the environment of ours."""
