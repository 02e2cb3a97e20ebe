"""Who stands where: offers, answers, withdrawals, booth fees, and the letters that tell of them."""
