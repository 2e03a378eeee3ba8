"""StsServer: AWS's service of temporary credentials, which looks at signatures as botocore makes
them."""
import http.server
import threading
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEYS = {"AWS_ACCESS_KEY_ID": "base-key", "AWS_SECRET_ACCESS_KEY": "base-secret",
        "AWS_SESSION_TOKEN": "base-token", "AWS_EC2_METADATA_DISABLED": "true"}
NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
ANSWER = f"""<AssumeRoleResponse xmlns="{NAMESPACE}"><AssumeRoleResult><Credentials>
<AccessKeyId>role-key</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
<SessionToken>role-token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>"""
FAULT = """<ErrorResponse xmlns="{namespace}"><Error><Type>Sender</Type><Code>{code}</Code>
<Message>{message}</Message></Error></ErrorResponse>"""


def is_signed(request, body, region):
    """Whether botocore would have signed it so, with KEYS."""
    authorization = dict(part.strip(",").split("=", 1)
                         for part in request.headers["Authorization"].split()[1:])
    names = authorization["SignedHeaders"].split(";")
    assert {"host", "x-amz-date", "x-amz-security-token"} <= set(names)
    again = AWSRequest(request.command, f"http://{request.headers['Host']}{request.path}",
                       headers={name: request.headers[name] for name in names}, data=body)
    again.context["timestamp"] = request.headers["X-Amz-Date"]
    signer = SigV4Auth(Credentials(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"],
                                   KEYS["AWS_SESSION_TOKEN"]), "sts", region)
    text = signer.string_to_sign(again, signer.canonical_request(again))
    return (authorization["Credential"] == signer.scope(again)
            and authorization["Signature"] == signer.signature(text, again))


class StsServer:
    """Lets assume the roles that `allowed` holds; `asked` is what it was asked for."""

    def __init__(self, region, allowed):
        self.asked = []
        sts = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
                sts.asked.append(form)
                if not is_signed(self, body, region):
                    self.answer(403, FAULT.format(
                        namespace=NAMESPACE, code="SignatureDoesNotMatch", message="it does not"))
                elif form["RoleArn"] not in allowed:
                    self.answer(403, FAULT.format(
                        namespace=NAMESPACE, code="AccessDenied",
                        message="User: arn:aws:iam::1:user/u is not authorized to perform: "
                                f"sts:AssumeRole on resource: {form['RoleArn']}"))
                else:
                    self.answer(200, ANSWER)

            def answer(self, status, text):
                self.send_response(status)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def environment(self):
        return KEYS | {"AWS_ENDPOINT_URL_STS": self.url}
