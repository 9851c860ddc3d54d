"""`python -m lmnboard` is `lmnboard`."""

import sys

from lmnboard.cli import main

sys.exit(main())
