#include "image/reference.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kLongestTag = 128;
constexpr std::size_t kLongestName = 255;

bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_word(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

/// A part of a repository's path: letters and digits, with `.`, `_`, `__` or dashes between them.
bool is_path_part(std::string_view part) {
  if (part.empty() || !is_lower(part.front()) || !is_lower(part.back())) {
    return false;
  }
  for (std::size_t i = 0; i < part.size();) {
    if (is_lower(part[i])) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(part.find_first_not_of(part[i], i), part.size());
    const std::size_t count = end - i;
    if (!(part[i] == '-' || (part[i] == '.' && count == 1) || (part[i] == '_' && count <= 2)) || !is_lower(part[end])) {
      return false;
    }
    i = end;
  }
  return true;
}

/// A first part that is a machine and no folder: it has a dot or a port, or is localhost.
bool is_registry(std::string_view part) {
  return part == "localhost" || part.find_first_of(".:") != std::string_view::npos ||
         std::any_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_host(std::string_view host) {
  const std::size_t colon = host.find(':');
  const std::string_view name = host.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 ||
        !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      return false;
    }
  }
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

}  // namespace

bool is_loopback(std::string_view registry) {
  const std::string_view host = registry.substr(0, registry.find(':'));
  return host == "localhost" || host.starts_with("127.");
}

bool is_digest(std::string_view text) {
  constexpr std::string_view kAlgorithm = "sha256:";
  const std::string_view digits = text.substr(std::min(text.size(), kAlgorithm.size()));
  return text.starts_with(kAlgorithm) && digits.size() == 64 && std::all_of(digits.begin(), digits.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= kLongestTag && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

std::string as_tag(std::string_view text) {
  std::string tag;
  for (const char c : text) {
    const bool is_good = is_word(c) || (!tag.empty() && (c == '.' || c == '-'));
    if (is_good) {
      tag.push_back(c);
    } else if (!tag.empty() && tag.back() != '-') {
      tag.push_back('-');
    }
  }
  tag.resize(std::min(tag.size(), kLongestTag));
  return tag;
}

std::string Reference::text() const {
  return name() + (tag.empty() ? "" : ":" + tag) + (digest.empty() ? "" : "@" + digest);
}

Reference Reference::with_tag(std::string_view wanted) const { return {registry, repository, std::string(wanted), ""}; }

Reference Reference::with_digest(std::string_view wanted) const {
  return {registry, repository, "", std::string(wanted)};
}

Result<Reference> parse_reference(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is not the name of an image: {}", text, why),
                "write it as registry/repository:tag or registry/repository@sha256:…");
  };
  Reference reference;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    reference.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_digest(reference.digest)) {
      return wrong("what stands behind the @ is not a SHA-256 digest");
    }
  }
  if (const std::size_t colon = rest.rfind(':');
      colon != std::string_view::npos && rest.find('/', colon) == std::string_view::npos) {
    reference.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(reference.tag)) {
      return wrong(fmt::format("'{}' cannot be a tag", reference.tag));
    }
  }
  const std::size_t slash = rest.find('/');
  if (slash != std::string_view::npos && is_registry(rest.substr(0, slash))) {
    reference.registry = rest.substr(0, slash);
    rest = rest.substr(slash + 1);
    if (!is_host(reference.registry)) {
      return wrong(fmt::format("'{}' cannot be a registry", reference.registry));
    }
  } else {
    reference.registry = "docker.io";
  }
  if (rest.empty() || rest.size() > kLongestName) {
    return wrong(rest.empty() ? "it has no repository" : "it is too long");
  }
  for (const std::string_view part : split(rest, '/')) {
    if (!is_path_part(part)) {
      const bool has_upper = to_lower(part) != part;
      return wrong(has_upper ? fmt::format("'{}' has capital letters", part)
                             : fmt::format("'{}' cannot be a part of it", part));
    }
  }
  const bool is_official = reference.registry == "docker.io" && rest.find('/') == std::string_view::npos;
  reference.repository = is_official ? fmt::format("library/{}", rest) : std::string(rest);
  return reference;
}

}  // namespace ropewalk::image
