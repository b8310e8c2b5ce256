"""The syntax tree: what a ``.plan`` file says, word for word, before anything is resolved.

Every node is frozen and knows where it stands. Nodes compare by identity, because two equal phrases
in two places are two phrases; ``same_text`` compares what they say. Statements (whatever has a line
of its own) also keep their comments, so that the formatter can give them back.
"""

from planlang.syntax.tree.data import *
from planlang.syntax.tree.files import *
from planlang.syntax.tree.nodes import *
from planlang.syntax.tree.rules import *
from planlang.syntax.tree.tables import *
from planlang.syntax.tree.values import *
