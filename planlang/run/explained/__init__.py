"""All explanations of a run as one table of cells, written beside its results, and read back when somebody asks for one."""
