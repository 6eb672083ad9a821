// One transfer of libcurl, from its options to its end, which a stop request brings about at once.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/curl_library.h"
#include "ports/http.h"

namespace ropewalk::net {

/// An easy handle and the multi handle that drives it and keeps its connections.
struct Connection {
  const CurlLibrary* curl = nullptr;
  CURLM* multi = nullptr;
  CURL* easy = nullptr;

  Connection(const CurlLibrary& library, CURLM* multi_handle, CURL* easy_handle)
      : curl(&library), multi(multi_handle), easy(easy_handle) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    static_cast<void>(curl->easy_setopt(easy, option, value));
  }
};

/// Connections that nobody uses just now.
class Connections {
 public:
  [[nodiscard]] Result<std::unique_ptr<Connection>> take();
  void put_back(std::unique_ptr<Connection> connection);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> free_;
};

/// A list of texts for an option.
class TextList {
 public:
  explicit TextList(const CurlLibrary& curl) : curl_(&curl) {}
  ~TextList() { curl_->slist_free_all(list_); }
  TextList(const TextList&) = delete;
  TextList& operator=(const TextList&) = delete;
  void add(const std::string& text) { list_ = curl_->slist_append(list_, text.c_str()); }
  [[nodiscard]] curl_slist* get() const { return list_; }

 private:
  const CurlLibrary* curl_;
  curl_slist* list_ = nullptr;
};

/// Where certificates are trusted from besides the system's own; empty for nothing.
struct Trust {
  const std::string& ca_file;
  const std::string& ca_folder;
};
void set_trust(Connection& connection, const Trust& trust);

/// Whom this transfer alone trusts, and as whom it comes. The texts live until it has ended.
void set_identity(Connection& connection, const ports::HttpTls& tls);

/// Runs the transfer whose options are set. `CURLE_ABORTED_BY_CALLBACK` after a stop.
[[nodiscard]] CURLcode perform(Connection& connection, const std::stop_token& stop);

/// What went wrong, of a transfer to `subject` (a URL without its secrets).
[[nodiscard]] Error transfer_error(const CurlLibrary& curl, CURLcode code, const char* detail,
                                   std::string_view subject);

/// A URL as it may be shown: scheme, host and port, and of the path nothing, since webhooks have their secrets there.
[[nodiscard]] std::string shown_url(std::string_view url);

}  // namespace ropewalk::net
