// Requests to servers of others, and mail: the only way Ropewalk talks to a network.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace ropewalk::ports {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// How a server proves who it is and we prove who we are, where that is not the user's environment's: PEM texts.
struct HttpTls {
  /// Those who may vouch for the server, in place of the system's; empty: the system's.
  std::string authorities = {};
  std::string certificate = {};
  std::string key = {};
};

/// A request as it is sent. Certificates are always verified; proxies (`https_proxy`, `no_proxy` …) and CA files
/// (`SSL_CERT_FILE`, `SSL_CERT_DIR`, `CURL_CA_BUNDLE`, `REQUESTS_CA_BUNDLE`) are those of the user's environment.
struct HttpRequest {
  std::string method = "GET";
  /// `http` or `https`.
  std::string url;
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  /// Sent in place of `body`, in pieces.
  std::optional<std::filesystem::path> body_file = {};
  /// The server listens on this socket; the host of `url` is only what it is told.
  std::optional<std::filesystem::path> unix_socket = {};
  std::optional<HttpTls> tls = {};
  std::chrono::milliseconds connect_timeout{10'000};
  /// For the whole of it; zero for no limit.
  std::chrono::milliseconds timeout{60'000};
  /// Ends it when nothing has come or gone for this long (in whole seconds); zero for no limit.
  std::chrono::milliseconds idle_timeout{30'000};
  /// How many redirections are followed. Credentials do not go to another host, https does not become http.
  int most_redirects = 0;
  /// An answer whose body is longer is an error.
  std::uint64_t most_bytes = 16ULL << 20U;
};

struct HttpResponse {
  int status = 0;
  /// Of the last answer, in its order; names as the server wrote them.
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  /// Where the answer came from, after redirections.
  std::string url = {};

  [[nodiscard]] bool is_success() const { return status >= 200 && status < 300; }
  /// The first header of this name, in any case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct HttpDownload {
  /// Its body is empty when it went into the file.
  HttpResponse response;
  std::uint64_t size = 0;
  Sha256Digest sha256 = {};
};

/// A mail as it is handed to a server (SMTP submission).
struct Mail {
  /// `smtp://host:587`, or `smtps://host:465` for TLS from the start.
  std::string server;
  std::string user = {};
  std::string password = {};
  std::string from;
  std::vector<std::string> to;
  /// Headers and body (RFC 5322); line ends are made CR LF.
  std::string text;
  /// Without it the mail goes over an open connection too, where the server has no STARTTLS.
  bool requires_tls = true;
  std::chrono::milliseconds timeout{60'000};
};

/// May be used from several threads at once; connections are kept for the next request.
/// Errors of all: kIncomplete for what the network did (no such host, refused, cut off, timed out, a certificate that
/// does not verify), kUsage for a URL that is none, kInvalid for an answer longer than allowed, kInterrupted for a
/// stop. An answer with any status is no error.
class Http {
 public:
  virtual ~Http() = default;
  [[nodiscard]] virtual Result<HttpResponse> send(const HttpRequest& request, std::stop_token stop) = 0;
  /// Writes the body of a successful answer into a new file (or cuts the one that is there) and digests it on the way;
  /// the body of any other answer is in the response. After an error there is no file.
  [[nodiscard]] virtual Result<HttpDownload> download(const HttpRequest& request, const std::filesystem::path& file,
                                                      std::stop_token stop) = 0;
  /// Errors besides those: kInvalid for what the server refuses for good (a 5xx reply), with its words.
  [[nodiscard]] virtual Result<void> send_mail(const Mail& mail, std::stop_token stop) = 0;
};

}  // namespace ropewalk::ports
