"""Benchmarks, run by hand; docs/performance.md has the figures."""
