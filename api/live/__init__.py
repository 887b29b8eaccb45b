"""The live stream: what engine and jobs tell, by channel, to pages and programs. The contract: docs/stream.md."""
