"""Two runs beside each other: whose pay differs, by how much, on which deals, and from which cells and lines of the plan."""
