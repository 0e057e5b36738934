"""What is in the zip of a package (报送包): a manifest, the register's workbook, scans named by their content; and how much."""

import re

from awardsdesk.exchange.gate import MAX_FILE
from awardsdesk.operations.attachments import LARGEST

MANIFEST = "manifest.json"
WORKBOOK = "成果登记.xlsx"
FOLDER = "附件/"
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif"}
"""So that who unpacks it can open the scans; what a scan is tells its content."""
SCAN = re.compile(FOLDER + r"([0-9a-f]{64})\.(?:pdf|jpg|png|tif)")
MAX_MANIFEST = 32 << 20
MAX_WORKBOOK = MAX_FILE
MAX_SCAN = LARGEST
MAX_FILES = 50_000
MAX_DIRECTORY = MAX_FILES * 256


def scan_name(digest: str, media_type: str) -> str:
    """Return the name of a scan in the zip."""
    return f"{FOLDER}{digest}{ENDINGS[media_type]}"
