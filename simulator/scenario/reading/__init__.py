"""From bytes to checked shapes: YAML without its dangers, places, quantities, forms by table."""
