#include "image/sigstore/trusted_root.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/rfc3339.h"

namespace ropewalk::image {
namespace {

const json::object* object_at(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

/// The objects of an array; none when it is missing or something else.
std::vector<const json::object*> objects_at(const json::object& object, std::string_view key) {
  std::vector<const json::object*> found;
  const json::value* member = object.if_contains(key);
  const json::array* entries = member == nullptr ? nullptr : member->if_array();
  for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
    if (const json::object* entry = (*entries)[i].if_object(); entry != nullptr) {
      found.push_back(entry);
    }
  }
  return found;
}

/// A time that is there and cannot be read ends before it begins: nothing holds then.
Validity read_validity(const json::object* object) {
  Validity validity;
  if (object == nullptr) {
    return validity;
  }
  if (const auto start = parse_rfc3339(string_member(*object, "start"))) {
    validity.start = *start;
  }
  if (object->contains("end")) {
    const auto end = parse_rfc3339(string_member(*object, "end"));
    validity.end = end ? *end : std::chrono::system_clock::time_point::min();
  }
  return validity;
}

std::vector<TrustedLog> read_logs(const json::object& root, std::string_view member, std::string_view name) {
  std::vector<TrustedLog> logs;
  for (const json::object* entry : objects_at(root, member)) {
    const json::object* key = object_at(*entry, "publicKey");
    const json::object* id = object_at(*entry, "logId");
    const auto bytes = key == nullptr ? std::nullopt : from_base64(string_member(*key, "rawBytes"));
    const auto id_bytes = id == nullptr ? std::nullopt : from_base64(string_member(*id, "keyId"));
    auto read = bytes ? keys::PublicKey::from_der(*bytes, name) : Result<keys::PublicKey>(fail(Error{}));
    if (read && id_bytes) {
      logs.push_back({*id_bytes, std::move(*read), read_validity(object_at(*key, "validFor"))});
    }
  }
  return logs;
}

std::vector<TrustedAuthority> read_authorities(const json::object& root, std::string_view name) {
  std::vector<TrustedAuthority> authorities;
  for (const json::object* entry : objects_at(root, "certificateAuthorities")) {
    TrustedAuthority authority{.chain = {}, .validity = read_validity(object_at(*entry, "validFor"))};
    const json::object* chain = object_at(*entry, "certChain");
    const auto certificates =
        chain == nullptr ? std::vector<const json::object*>() : objects_at(*chain, "certificates");
    for (const json::object* one : certificates) {
      const auto bytes = from_base64(string_member(*one, "rawBytes"));
      auto certificate = bytes ? keys::Certificate::from_der(*bytes, name) : Result<keys::Certificate>(fail(Error{}));
      if (certificate) {
        authority.chain.push_back(std::move(*certificate));
      }
    }
    if (!authority.chain.empty() && authority.chain.size() == certificates.size()) {
      authorities.push_back(std::move(authority));
    }
  }
  return authorities;
}

}  // namespace

Result<TrustedRoot> read_trusted_root(std::string_view text, std::string_view name) {
  const auto parsed = parse_json(text, name);
  if (!parsed) {
    return fail(parsed.error());
  }
  const json::object* object = parsed->if_object();
  constexpr std::string_view kType = "application/vnd.dev.sigstore.trustedroot";
  if (object == nullptr || !string_member(*object, "mediaType").starts_with(kType)) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a trusted root of Sigstore", name),
                "it is a JSON file with certificateAuthorities, tlogs and ctlogs");
  }
  TrustedRoot root{.signature_logs = read_logs(*object, "tlogs", name),
                   .certificate_logs = read_logs(*object, "ctlogs", name),
                   .authorities = read_authorities(*object, name)};
  if (root.signature_logs.empty() || root.certificate_logs.empty() || root.authorities.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} names no {} whose key can be read", name,
                                                 root.authorities.empty()      ? "authority"
                                                 : root.signature_logs.empty() ? "log of signatures"
                                                                               : "log of certificates"));
  }
  return root;
}

}  // namespace ropewalk::image
