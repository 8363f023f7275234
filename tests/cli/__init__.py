"""The commands, as a user or a build server meets them."""
