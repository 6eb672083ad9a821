#include "net/transfer.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include <functional>
#include <stop_token>

namespace ropewalk::net {
namespace {

/// A peer that went away is an error of write(2) and not the end of the process: OpenSSL writes without MSG_NOSIGNAL.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    if (::sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once{};
      while (::sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
      }
      ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

CURLcode drive(Connection& connection, const std::stop_token& stop) {
  const CurlLibrary& curl = *connection.curl;
  for (;;) {
    if (stop.stop_requested()) {
      return CURLE_ABORTED_BY_CALLBACK;
    }
    int running = 0;
    if (curl.multi_perform(connection.multi, &running) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
    int left = 0;
    while (const CURLMsg* message = curl.multi_info_read(connection.multi, &left)) {
      if (message->msg == CURLMSG_DONE) {
        return message->data.result;
      }
    }
    if (curl.multi_poll(connection.multi, nullptr, 0, 1000, nullptr) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
  }
}

}  // namespace

Connection::~Connection() {
  if (easy != nullptr) {
    curl->easy_cleanup(easy);
  }
  if (multi != nullptr) {
    curl->multi_cleanup(multi);
  }
}

Result<std::unique_ptr<Connection>> Connections::take() {
  const auto curl = curl_library();
  if (!curl) {
    return fail(curl.error());
  }
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      auto connection = std::move(free_.back());
      free_.pop_back();
      (*curl)->easy_reset(connection->easy);
      return connection;
    }
  }
  auto connection = std::make_unique<Connection>(**curl, (*curl)->multi_init(), (*curl)->easy_init());
  if (connection->easy == nullptr || connection->multi == nullptr) {
    return fail(ErrorKind::kInternal, "libcurl has no memory left");
  }
  return connection;
}

void Connections::put_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(connection));
}

void set_trust(Connection& connection, const Trust& trust) {
  if (!trust.ca_file.empty()) {
    connection.set(CURLOPT_CAINFO, trust.ca_file.c_str());
  }
  if (!trust.ca_folder.empty()) {
    connection.set(CURLOPT_CAPATH, trust.ca_folder.c_str());
  }
}

void set_identity(Connection& connection, const ports::HttpTls& tls) {
  const auto set_text = [&](CURLoption option, const std::string& text) {
    if (!text.empty()) {
      curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};  // NOLINT: libcurl only reads it
      connection.set(option, &blob);
    }
  };
  if (!tls.authorities.empty()) {
    connection.set(CURLOPT_CAINFO, static_cast<const char*>(nullptr));
    connection.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set_text(CURLOPT_CAINFO_BLOB, tls.authorities);
  set_text(CURLOPT_SSLCERT_BLOB, tls.certificate);
  set_text(CURLOPT_SSLKEY_BLOB, tls.key);
}

CURLcode perform(Connection& connection, const std::stop_token& stop) {
  const NoBrokenPipe quiet;
  const CurlLibrary& curl = *connection.curl;
  if (curl.multi_add_handle(connection.multi, connection.easy) != CURLM_OK) {
    return CURLE_FAILED_INIT;
  }
  CURLcode code = CURLE_OK;
  {
    const std::stop_callback wake(stop, [&] { static_cast<void>(curl.multi_wakeup(connection.multi)); });
    code = drive(connection, stop);
  }
  static_cast<void>(curl.multi_remove_handle(connection.multi, connection.easy));
  return code;
}

Error transfer_error(const CurlLibrary& curl, CURLcode code, const char* detail, std::string_view subject) {
  const std::string_view words = detail != nullptr && *detail != '\0' ? detail : curl.easy_strerror(code);
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK: return {ErrorKind::kInterrupted, "interrupted"};
    case CURLE_UNSUPPORTED_PROTOCOL:
      // The same code says of an answer that it is not HTTP, or of a version that is not known.
      if (words.find("HTTP") != std::string_view::npos) {
        return {ErrorKind::kIncomplete, fmt::format("{}: what answers there does not speak HTTP", subject)};
      }
      [[fallthrough]];
    case CURLE_URL_MALFORMAT: return {ErrorKind::kUsage, fmt::format("{}: not a URL to send to", subject)};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorKind::kIncomplete, fmt::format("{}: the certificate does not verify: {}", subject, words),
              "with a CA of your own, name its file in SSL_CERT_FILE"};
    default: return {ErrorKind::kIncomplete, fmt::format("{}: {}", subject, words)};
  }
}

std::string shown_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    return "this address";
  }
  const std::size_t host = scheme + 3;
  const std::string_view authority = url.substr(host, url.find_first_of("/?#", host) - host);
  const std::size_t at = authority.rfind('@');
  return fmt::format("{}://{}", url.substr(0, scheme),
                     at == std::string_view::npos ? authority : authority.substr(at + 1));
}

}  // namespace ropewalk::net
