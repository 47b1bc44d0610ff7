"""An archive in Datasette: what its pages say, link and draw."""
