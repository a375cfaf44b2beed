"""The ledger's edge on Apache Kafka: statements in, sealed statements out, read models elsewhere (0028, 0029).

Only this package knows Kafka. Nothing of it is needed to run the ledger.
"""
