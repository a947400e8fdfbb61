"""pymongo on behalf of the end-to-end suites: one JSON request on standard input, one JSON answer.

Documents travel as base64 of their raw BSON, so that no driver's idea of a value comes between.
Requests: {"op": "find" | "insert" | "nodes", "uri", "db", "collection", "documents", "batch"}
"""

import base64
import json
import sys

import pymongo
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument


def run(request):
    options = {"serverSelectionTimeoutMS": request.get("selection_ms", 8_000)}
    with pymongo.MongoClient(request["uri"], **options) as client:
        if request["op"] == "nodes":
            client.admin.command("ping")
            return {"nodes": sorted(f"{host}:{port}" for host, port in client.nodes)}
        collection = client[request["db"]].get_collection(
            request["collection"], codec_options=CodecOptions(document_class=RawBSONDocument)
        )
        if request["op"] == "insert":
            documents = [RawBSONDocument(base64.b64decode(one)) for one in request["documents"]]
            collection.insert_many(documents)
            return {"inserted": len(documents)}
        found = collection.find({}, batch_size=request.get("batch", 100)).sort("_id", 1)
        return {"documents": [base64.b64encode(one.raw).decode() for one in found]}


def main():
    try:
        answer = run(json.load(sys.stdin))
    except pymongo.errors.PyMongoError as error:
        answer = {
            "error": str(error),
            "code": getattr(error, "code", None),
            "kind": type(error).__name__,
        }
    json.dump(answer, sys.stdout)


main()
