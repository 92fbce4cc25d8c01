"""What several tests need: invented places, servers, processes, pages."""
