"""Who asks for a booth: applications, typed or from a spreadsheet, their papers, and the watts they ask for."""
