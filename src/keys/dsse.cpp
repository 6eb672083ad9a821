#include "keys/dsse.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"

namespace ropewalk::keys {
namespace {

/// The specification lets writers take either alphabet of base64.
std::optional<std::string> read_bytes(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  if (member == nullptr || !member->is_string()) {
    return std::nullopt;
  }
  const std::string_view text = string_member(object, key);
  auto bytes = from_base64(text);
  return bytes ? bytes : from_base64url(text);
}

/// A signature that nobody understands is passed over: what counts is whether one of them is right.
std::vector<EnvelopeSignature> read_signatures(const json::array& entries) {
  std::vector<EnvelopeSignature> signatures;
  for (const json::value& entry : entries) {
    const json::object* object = entry.if_object();
    auto signature = object == nullptr ? std::nullopt : read_bytes(*object, "sig");
    if (signature) {
      signatures.push_back({std::string(string_member(*object, "keyid")), std::move(*signature)});
    }
  }
  return signatures;
}

}  // namespace

std::string pre_authentication(std::string_view payload_type, std::string_view payload) {
  return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, payload.size(), payload);
}

Result<Envelope> sign_envelope(std::string payload_type, std::string payload, const PrivateKey& key) {
  auto signature = key.sign(pre_authentication(payload_type, payload));
  if (!signature) {
    return fail(std::move(signature.error()));
  }
  return Envelope{.payload_type = std::move(payload_type),
                  .payload = std::move(payload),
                  .signatures = {{key.public_key().id(), std::move(*signature)}}};
}

std::string to_json(const Envelope& envelope) {
  json::array signatures;
  for (const EnvelopeSignature& signature : envelope.signatures) {
    signatures.push_back(json::object{{"keyid", signature.key_id}, {"sig", to_base64(signature.signature)}});
  }
  return to_json_text(json::object{{"payloadType", envelope.payload_type},
                                   {"payload", to_base64(envelope.payload)},
                                   {"signatures", std::move(signatures)}});
}

Result<Envelope> read_envelope(std::string_view text, std::string_view name) {
  const auto parsed = parse_json(text, name);
  if (!parsed) {
    return fail(parsed.error());
  }
  const json::object* object = parsed->if_object();
  const json::value* signatures = object == nullptr ? nullptr : object->if_contains("signatures");
  auto payload = object == nullptr ? std::nullopt : read_bytes(*object, "payload");
  if (signatures == nullptr || !signatures->is_array() || !payload) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a DSSE envelope", name));
  }
  return Envelope{.payload_type = std::string(string_member(*object, "payloadType")),
                  .payload = std::move(*payload),
                  .signatures = read_signatures(signatures->get_array())};
}

bool is_signed_by(const Envelope& envelope, const PublicKey& key) {
  const std::string signed_bytes = pre_authentication(envelope.payload_type, envelope.payload);
  return std::any_of(envelope.signatures.begin(), envelope.signatures.end(),
                     [&](const EnvelopeSignature& one) { return key.verifies(signed_bytes, one.signature); });
}

}  // namespace ropewalk::keys
