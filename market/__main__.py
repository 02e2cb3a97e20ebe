from market.cli import app

if __name__ == "__main__":  # a process apart loads this file too, without running it
    app(prog_name="market")
