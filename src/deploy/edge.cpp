#include "deploy/edge.h"

#include <fmt/format.h>

#include <charconv>

namespace ropewalk::deploy {

std::string server_name(std::int64_t number, int replica) { return fmt::format("n{}r{}", number, replica); }

std::int64_t EdgeServer::number() const {
  std::int64_t value = 0;
  if (name.size() < 2 || name.front() != 'n') {
    return 0;
  }
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), value);
  return error == std::errc() && end != name.data() + name.size() && *end == 'r' ? value : 0;
}

std::string Edge::description() const { return fmt::format("HAProxy on 127.0.0.1:{}", port()); }

}  // namespace ropewalk::deploy
