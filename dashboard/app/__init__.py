"""What surrounds every page: server, navigation, the first build."""
