"""The groups of an office: looked at, vouched for, brought in, and their people."""
