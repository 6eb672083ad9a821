#include "net/http.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/mail.h"
#include "net/transfer.h"

namespace ropewalk::net {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;

/// A file that closes itself.
class OpenFile {
 public:
  OpenFile() = default;
  OpenFile(const std::filesystem::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~OpenFile() { close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  /// False when what was written did not get to the disk.
  bool close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_ = -1;
};

/// What comes in: the headers of the last answer, and its body into memory or a file.
struct Incoming {
  HttpResponse response = {};
  std::uint64_t most_bytes = 0;
  std::uint64_t size = 0;
  bool is_too_long = false;
  /// Below zero when everything goes into memory.
  int file = -1;
  int file_error = 0;
  Sha256 digest = {};
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ')) {
    text.remove_suffix(1);
  }
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  return text;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* user) {
  Incoming& in = *static_cast<Incoming*>(user);
  const std::string_view line = trimmed({bytes, size * count});
  if (line.starts_with("HTTP/")) {
    // A further answer: after a redirection, a proxy's, or `100 Continue`.
    in.response.headers.clear();
    const std::size_t space = line.find(' ');
    in.response.status = space == std::string_view::npos ? 0 : std::atoi(std::string(line.substr(space + 1)).c_str());
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    in.response.headers.push_back({std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  }
  return size * count;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
  Incoming& in = *static_cast<Incoming*>(user);
  const std::string_view piece(bytes, size * count);
  in.size += piece.size();
  if (in.size > in.most_bytes) {
    in.is_too_long = true;
    return 0;
  }
  if (in.file < 0 || !in.response.is_success()) {
    in.response.body.append(piece);
    return piece.size();
  }
  in.digest.update(piece);
  for (std::string_view rest = piece; !rest.empty();) {
    const ssize_t written = ::write(in.file, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) {
      in.file_error = errno;
      return 0;
    }
    rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return piece.size();
}

std::size_t give_file(char* buffer, std::size_t size, std::size_t count, void* user) {
  const ssize_t got = ::read(*static_cast<int*>(user), buffer, size * count);
  return got < 0 ? CURL_READFUNC_ABORT : static_cast<std::size_t>(got);
}

int rewind_file(void* user, curl_off_t offset, int origin) {
  return ::lseek(*static_cast<int*>(user), offset, origin) < 0 ? CURL_SEEKFUNC_FAIL : CURL_SEEKFUNC_OK;
}

bool has_header(const HttpRequest& request, std::string_view name) {
  return !HttpResponse{.headers = request.headers}.header(name).empty();
}

/// A name or a value with a line end in it would be two headers.
bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

Result<void> set_headers(const HttpRequest& request, const std::string& user_agent, TextList& list) {
  for (const ports::HttpHeader& header : request.headers) {
    if (header.name.empty() || !is_one_line(header.name) || !is_one_line(header.value)) {
      return fail(ErrorKind::kUsage, fmt::format("the header '{}' is not one line", header.name.substr(0, 40)));
    }
    // libcurl takes `Name;` for a header without a value and `Name:` for none at all.
    list.add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  if (!has_header(request, "user-agent")) {
    list.add("User-Agent: " + user_agent);
  }
  if (!has_header(request, "expect")) {
    list.add("Expect:");
  }
  if (!has_header(request, "content-type")) {
    list.add("Content-Type:");
  }
  return {};
}

void set_body(Connection& connection, const HttpRequest& request, int& file, curl_off_t size) {
  if (request.body_file) {
    connection.set(CURLOPT_UPLOAD, 1L);
    connection.set(CURLOPT_READFUNCTION, &give_file);
    connection.set(CURLOPT_READDATA, static_cast<void*>(&file));
    connection.set(CURLOPT_SEEKFUNCTION, &rewind_file);
    connection.set(CURLOPT_SEEKDATA, static_cast<void*>(&file));
    connection.set(CURLOPT_INFILESIZE_LARGE, size);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
             request.method == "PATCH") {
    connection.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    connection.set(CURLOPT_POSTFIELDS, request.body.data());
  } else if (request.method == "HEAD") {
    connection.set(CURLOPT_NOBODY, 1L);
  }
  if (request.method != "HEAD") {
    connection.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

void set_limits(Connection& connection, const HttpRequest& request) {
  const bool is_secure = request.url.starts_with("https:");
  connection.set(CURLOPT_PROTOCOLS_STR, "http,https");
  connection.set(CURLOPT_REDIR_PROTOCOLS_STR, is_secure ? "https" : "http,https");
  connection.set(CURLOPT_FOLLOWLOCATION, request.most_redirects > 0 ? 1L : 0L);
  connection.set(CURLOPT_MAXREDIRS, static_cast<long>(request.most_redirects));
  connection.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  connection.set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  const auto idle = std::chrono::ceil<std::chrono::seconds>(request.idle_timeout).count();
  connection.set(CURLOPT_LOW_SPEED_LIMIT, idle > 0 ? 1L : 0L);
  connection.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(idle));
}

/// Sends a request and takes its answer into `in`.
Result<void> transfer(Connection& connection, const HttpRequest& request, const std::string& user_agent,
                      const Trust& trust, Incoming& in, const std::stop_token& stop) {
  if (!is_one_line(request.url) || !is_one_line(request.method)) {
    return fail(ErrorKind::kUsage, "a URL and a method are one line each");
  }
  int body = -1;
  struct stat facts{};
  const OpenFile opened = request.body_file ? OpenFile(*request.body_file, O_RDONLY) : OpenFile();
  if (request.body_file && ((body = opened.get()) < 0 || ::fstat(body, &facts) != 0)) {
    return fail(ErrorKind::kNotFound, fmt::format("{}: {}", request.body_file->string(), std::strerror(errno)));
  }
  TextList headers(*connection.curl);
  if (auto set = set_headers(request, user_agent, headers); !set) {
    return set;
  }
  std::array<char, CURL_ERROR_SIZE> detail{};
  in.most_bytes = request.most_bytes;
  connection.set(CURLOPT_URL, request.url.c_str());
  connection.set(CURLOPT_NOSIGNAL, 1L);
  if (request.method == "POST" || request.method == "PATCH") {
    // libcurl sends a request again by itself when a kept connection ends before its answer: what is not to be done
    // twice goes over a connection of its own.
    connection.set(CURLOPT_FRESH_CONNECT, 1L);
  }
  connection.set(CURLOPT_ERRORBUFFER, detail.data());
  connection.set(CURLOPT_HTTPHEADER, headers.get());
  connection.set(CURLOPT_HEADERFUNCTION, &take_header);
  connection.set(CURLOPT_HEADERDATA, static_cast<void*>(&in));
  connection.set(CURLOPT_WRITEFUNCTION, &take_body);
  connection.set(CURLOPT_WRITEDATA, static_cast<void*>(&in));
  if (request.unix_socket) {
    connection.set(CURLOPT_UNIX_SOCKET_PATH, request.unix_socket->c_str());
  }
  set_limits(connection, request);
  set_trust(connection, trust);
  if (request.tls) {
    set_identity(connection, *request.tls);
  }
  set_body(connection, request, body, facts.st_size);
  const CURLcode code = perform(connection, stop);
  const std::string subject = shown_url(request.url);
  if (in.is_too_long) {
    return fail(ErrorKind::kInvalid,
                fmt::format("{}: the answer is longer than {} bytes", subject, request.most_bytes));
  }
  if (in.file_error != 0) {
    return fail(ErrorKind::kInternal, fmt::format("the answer cannot be written: {}", std::strerror(in.file_error)));
  }
  if (code != CURLE_OK) {
    return fail(transfer_error(*connection.curl, code, detail.data(), subject));
  }
  const char* url = nullptr;
  static_cast<void>(connection.curl->easy_getinfo(connection.easy, CURLINFO_EFFECTIVE_URL, &url));
  in.response.url = url == nullptr ? request.url : url;
  return {};
}

Result<void> exchange(Connections& connections, const HttpRequest& request, const std::string& user_agent,
                      const Trust& trust, Incoming& in, const std::stop_token& stop) {
  auto connection = connections.take();
  if (!connection) {
    return fail(std::move(connection.error()));
  }
  auto done = transfer(**connection, request, user_agent, trust, in, stop);
  if (done) {
    connections.put_back(std::move(*connection));
  }
  return done;
}

/// The first of these variables that says something.
std::string first_of(const ports::Environment& environment, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (auto value = environment.variable(name); value && !value->empty()) {
      return *value;
    }
  }
  return "";
}

}  // namespace

RealHttp::RealHttp(const ports::Environment& environment, std::string user_agent)
    : connections_(std::make_unique<Connections>()),
      user_agent_(std::move(user_agent)),
      ca_file_(first_of(environment, {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"})),
      ca_folder_(first_of(environment, {"SSL_CERT_DIR"})) {}

RealHttp::~RealHttp() = default;

Result<HttpResponse> RealHttp::send(const HttpRequest& request, std::stop_token stop) {
  Incoming in;
  if (auto done = exchange(*connections_, request, user_agent_, {ca_file_, ca_folder_}, in, stop); !done) {
    return fail(std::move(done.error()));
  }
  return std::move(in.response);
}

Result<ports::HttpDownload> RealHttp::download(const HttpRequest& request, const std::filesystem::path& file,
                                               std::stop_token stop) {
  OpenFile out(file, O_WRONLY | O_CREAT | O_TRUNC);
  if (out.get() < 0) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  }
  Incoming in;
  in.file = out.get();
  auto done = exchange(*connections_, request, user_agent_, {ca_file_, ca_folder_}, in, stop);
  if (!out.close() && done) {
    done = fail(ErrorKind::kInternal, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  }
  if (!done || !in.response.is_success()) {
    ::unlink(file.c_str());
  }
  if (!done) {
    return fail(std::move(done.error()));
  }
  return ports::HttpDownload{.response = std::move(in.response), .size = in.size, .sha256 = in.digest.finish()};
}

Result<void> RealHttp::send_mail(const ports::Mail& mail, std::stop_token stop) {
  return net::send_mail(*connections_, mail, {ca_file_, ca_folder_}, stop);
}

}  // namespace ropewalk::net
