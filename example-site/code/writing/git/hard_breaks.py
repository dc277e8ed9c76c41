"""Exit 0 while two blanks at the end of a line still count as a difference."""

import sys

sys.path.insert(0, ".")
from compare import normalise

sys.exit(normalise("a  \nb\n") == normalise("a\nb\n"))
