#include "deploy/edge_place.h"

#include <fmt/format.h>

#include <charconv>

namespace ropewalk::deploy {
namespace {

constexpr int kUsualHttpPort = 80;
constexpr int kUsualTlsPort = 443;

/// `host:port` of a url.
std::string_view authority_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  return url.substr(begin, url.find_first_of("/?#", begin) - begin);
}

/// Behind the host: an address of IPv6 has colons of its own.
std::size_t colon_of(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  return colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)
             ? std::string_view::npos
             : colon;
}

std::string text_of(const EdgePlace& place) {
  return fmt::format("{}:{}{}", place.address, place.port,
                     place.certificate.empty() ? "" : fmt::format(" with the certificate {}", place.certificate));
}

}  // namespace

int port_of_url(std::string_view url) {
  const bool is_secure = url.starts_with("https://");
  if (!is_secure && !url.starts_with("http://")) {
    return 0;
  }
  const std::string_view authority = authority_of(url);
  const std::size_t colon = colon_of(authority);
  if (colon == std::string_view::npos) {
    return is_secure ? kUsualTlsPort : kUsualHttpPort;
  }
  int port = 0;
  std::from_chars(authority.data() + colon + 1, authority.data() + authority.size(), port);
  return port;
}

EdgePlace place_of(const EnvironmentRules& rules) {
  EdgePlace place{.port = port_of_url(rules.url), .certificate = rules.certificate};
  const std::string_view authority = authority_of(rules.url);
  const std::string_view host = authority.substr(0, colon_of(authority));
  if (!rules.hosts.empty()) {
    // One of several hosts is asked by what stands in front of them all.
    place.address = "0.0.0.0";
  } else if (host == "[::1]" || host.starts_with("127.")) {
    place.address = std::string(host);
  }
  return place;
}

bool leads_to(std::string_view url, const EdgePlace& place) {
  return port_of_url(url) == place.port && url.starts_with("https://") == !place.certificate.empty();
}

Result<void> check_place(Edge& edge, const EnvironmentRules& rules) {
  const auto runs = edge.place();
  if (!runs) {
    return {};
  }
  EdgePlace wanted = place_of(rules);
  // Without a url it is reached wherever it is.
  wanted.port = wanted.port == 0 ? runs->port : wanted.port;
  wanted.address = rules.url.empty() && rules.hosts.empty() ? runs->address : wanted.address;
  if (wanted == *runs) {
    return {};
  }
  return fail(ErrorKind::kUsage,
              fmt::format("the proxy of {} listens on {}, and is to listen on {}: it stays as it is while it runs",
                          rules.name, text_of(*runs), text_of(wanted)),
              fmt::format("`ropewalk undeploy {}` ends it, and the next deployment starts it there; in between nothing "
                          "answers",
                          rules.name));
}

}  // namespace ropewalk::deploy
