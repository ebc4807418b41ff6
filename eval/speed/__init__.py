"""How long things take, beside how long they take others."""
