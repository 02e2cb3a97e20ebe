"""What the platform's admins see: who is an officer, help with signing in, its money, its security events."""
