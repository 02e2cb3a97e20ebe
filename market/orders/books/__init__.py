"""What is counted again from what happened: stock, the month that members share, who bought from a lot."""
