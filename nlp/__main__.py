"""`python -m nlp` is the command `referat`."""

import sys

from nlp.cli import main

sys.exit(main())
