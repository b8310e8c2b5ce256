"""One compiler from the core graph to SQL, the dialects it writes, and the engines that run it."""
