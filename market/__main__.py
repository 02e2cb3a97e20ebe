from market.cli import app

app(prog_name="market")
