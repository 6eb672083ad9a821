#include "deploy/kubernetes/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kLongestBase = 40;
constexpr std::size_t kLongestValue = 63;
constexpr std::size_t kHashDigits = 6;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string dns_label(std::string_view text, std::size_t longest) {
  std::string out;
  for (const char c : text) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    out += is_alphanumeric(small) ? small : '-';
  }
  while (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  out.erase(0, std::min(out.find_first_not_of('-'), out.size()));
  if (!out.empty() && out.front() >= '0' && out.front() <= '9') {
    out.insert(0, "v");  // a Service's name begins with a letter
  }
  if (out == text && out.size() <= longest) {
    return out;
  }
  const std::string hash = to_hex(sha256(text)).substr(0, kHashDigits);
  out = out.substr(0, longest - kHashDigits - 1);
  return out.empty() ? "v" + hash : out + "-" + hash;
}

std::string label_value(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kLongestValue)) {
    out += is_alphanumeric(c) || c == '-' || c == '_' || c == '.' ? c : '-';
  }
  while (!out.empty() && !is_alphanumeric(out.back())) {
    out.pop_back();
  }
  const auto begin = std::find_if(out.begin(), out.end(), is_alphanumeric);
  return {begin, out.end()};
}

std::string ClusterNames::base() const { return dns_label(service + "-" + environment, kLongestBase); }

std::string ClusterNames::release(std::int64_t number) const { return fmt::format("{}-n{}", base(), number); }

std::string ClusterNames::all() const {
  return fmt::format("app.kubernetes.io/instance={},app.kubernetes.io/managed-by=ropewalk", base());
}

std::string ClusterNames::of_release(std::int64_t number) const {
  return fmt::format("{},{}={}", all(), kReleaseLabel, number);
}

json::object ClusterNames::labels() const {
  return {{"app.kubernetes.io/name", label_value(service)},
          {"app.kubernetes.io/instance", base()},
          {"app.kubernetes.io/managed-by", "ropewalk"}};
}

}  // namespace ropewalk::deploy
