#include "deploy/haproxy/messages.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

/// A request that could not be handed to its server goes to another one, again and again for ten seconds: the keeper
/// has started it by then. HAProxy waits between its tries where it has one server; for several see `kHold`. Only what
/// cannot change anything is sent twice.
constexpr std::string_view kConfiguration = R"(# Written by ropewalk; changed by the command socket alone.
global
  stats socket unix@{socket} mode 600 level admin
  nbthread {threads}
  fd-hard-limit 20000
  noreuseport
  hard-stop-after 1h

ring answers
  format raw
  maxlen 200
  size 262144

defaults
  mode http
  timeout connect 1s
  timeout client 75s
  timeout server 300s
  timeout http-request 30s
  timeout http-keep-alive 75s
  timeout tunnel 1h
  timeout queue 10s
  retries 10
  option redispatch 1
  retry-on conn-failure empty-response

frontend edge
  bind {address}:{port}{tls}
  log ring@answers len 200 format raw local0
  log-format "%rt %s %Tr %ST"
  http-request disable-l7-retry unless METH_GET
  option forwardfor
  default_backend app

backend app
  balance roundrobin
)";

template <class T>
T number(std::string_view text) {
  T value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// One row of the table, by the names of its first line.
class Row {
 public:
  Row(const std::map<std::string_view, std::size_t>& columns, std::vector<std::string_view> fields)
      : columns_(columns), fields_(std::move(fields)) {}

  [[nodiscard]] std::string_view text(std::string_view name) const {
    const auto found = columns_.find(name);
    return found == columns_.end() || found->second >= fields_.size() ? std::string_view() : fields_[found->second];
  }
  [[nodiscard]] std::int64_t count(std::string_view name) const { return number<std::int64_t>(text(name)); }

 private:
  const std::map<std::string_view, std::size_t>& columns_;
  std::vector<std::string_view> fields_;
};

EdgeServer server_of(const Row& row) {
  EdgeServer server;
  server.name = std::string(row.text("svname"));
  const std::string_view address = row.text("addr");
  server.port = number<int>(address.substr(address.rfind(':') + 1));
  server.weight = static_cast<int>(row.count("uweight"));
  const std::string_view status = row.text("status");
  server.is_ready = !status.starts_with("MAINT") && !status.starts_with("DRAIN");
  server.current = row.count("scur");
  for (const std::string_view kind : {"hrsp_1xx", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other"}) {
    server.answered += row.count(kind);
  }
  server.errors = row.count("hrsp_5xx") + row.count("econ") + row.count("eresp") + row.count("wredis");
  server.cut = row.count("srv_abrt");
  return server;
}

}  // namespace

std::string_view haproxy_checks() {
  return " check inter 1s downinter 50ms fall 3 rise 1 observe layer4 error-limit 1 on-error mark-down";
}

std::string haproxy_hold() { return fmt::format("{} 127.0.0.1:1 backup", kHold); }

std::optional<EdgePlace> read_haproxy_place(std::string_view configuration) {
  constexpr std::string_view kBind = "  bind ";
  constexpr std::string_view kCertificate = " ssl crt '";
  for (const std::string_view line : split_lines(configuration)) {
    if (!line.starts_with(kBind)) {
      continue;
    }
    const std::string_view rest = line.substr(kBind.size());
    const std::string_view listens = rest.substr(0, rest.find(' '));
    const std::size_t colon = listens.rfind(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    EdgePlace place{.address = std::string(listens.substr(0, colon)), .port = number<int>(listens.substr(colon + 1))};
    const std::size_t begin = rest.find(kCertificate);
    const std::size_t end = rest.rfind('\'');
    if (begin != std::string_view::npos && end >= begin + kCertificate.size()) {
      place.certificate = replace_all(
          std::string(rest.substr(begin + kCertificate.size(), end - begin - kCertificate.size())), "'\\''", "'");
    }
    return place;
  }
  return std::nullopt;
}

std::string haproxy_configuration(const HaproxySettings& settings, const std::vector<EdgeServer>& servers) {
  // In HAProxy's quotes everything is as it stands but the quote itself.
  const std::string tls = settings.certificate.empty() ? ""
                                                       : fmt::format(" ssl crt '{}' alpn h2,http/1.1",
                                                                     replace_all(settings.certificate, "'", "'\\''"));
  std::string text = fmt::format(fmt::runtime(kConfiguration), fmt::arg("socket", kHaproxySocket),
                                 fmt::arg("threads", settings.threads), fmt::arg("address", settings.address),
                                 fmt::arg("port", settings.port), fmt::arg("tls", tls));
  for (const EdgeServer& server : servers) {
    text += fmt::format("  server {} 127.0.0.1:{} weight {}{}\n", server.name, server.port, server.weight,
                        settings.holds ? haproxy_checks() : "");
  }
  if (settings.holds) {
    text += fmt::format("  server {}\n", haproxy_hold());
  }
  return text;
}

Result<std::vector<EdgeServer>> read_haproxy_stat(std::string_view text) {
  std::map<std::string_view, std::size_t> columns;
  std::vector<EdgeServer> servers;
  for (const std::string_view line : split_lines(text)) {
    if (line.starts_with("# ")) {
      const auto names = split(line.substr(2), ',');
      for (std::size_t i = 0; i < names.size(); ++i) {
        columns[names[i]] = i;
      }
    } else if (!columns.empty() && line.starts_with("app,") && !line.starts_with("app,BACKEND,")) {
      EdgeServer server = server_of(Row(columns, split(line, ',')));
      if (server.name != kHold) {
        servers.push_back(std::move(server));
      }
    }
  }
  if (!columns.contains("svname") || !columns.contains("hrsp_5xx")) {
    return fail(ErrorKind::kInvalid, "HAProxy's answer is not a table of servers");
  }
  return servers;
}

std::vector<EdgeAnswer> read_haproxy_answers(std::string_view text) {
  std::vector<EdgeAnswer> answers;
  for (const std::string_view line : split_lines(text)) {
    const auto words = split(trim(line), ' ');
    if (words.size() == 4) {
      answers.push_back({.sequence = number<std::int64_t>(words[0]),
                         .server = std::string(words[1]),
                         .milliseconds = number<int>(words[2]),
                         .status = number<int>(words[3])});
    }
  }
  return answers;
}

}  // namespace ropewalk::deploy
