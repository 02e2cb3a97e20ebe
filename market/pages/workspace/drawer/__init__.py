"""What comes after a sale at the till: its receipt, debts, goods that come back, and the day that is closed."""
