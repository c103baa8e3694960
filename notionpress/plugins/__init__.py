"""Plugins: what an owner adds to the site by a function of their own for each stage of a build."""
