import SyncSimulator

