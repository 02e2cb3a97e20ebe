"""What a bazaar brought: who came, what was sold, who visited, told of nobody alone."""
