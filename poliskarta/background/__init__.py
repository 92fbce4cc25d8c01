"""What people orient by, from open sources: place names, tracks and roads, water and green."""
