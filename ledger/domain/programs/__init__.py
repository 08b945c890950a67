"""Programs: what points can be spent on, as data: the terms and their clauses, and the meters they are counted on."""
