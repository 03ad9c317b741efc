"""Drawing straight into the planes of a yuv420p picture: colours, sprites, letters, icons, backdrops."""
