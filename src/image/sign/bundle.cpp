#include "image/sign/bundle.h"

#include <fmt/format.h>

#include <charconv>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"

namespace ropewalk::image {
namespace {

const json::object* object_at(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

/// The JSON form of protocol buffers writes 64-bit numbers as texts; readers take both.
std::int64_t number_at(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  if (member != nullptr && member->is_int64()) {
    return member->get_int64();
  }
  const std::string_view text = string_member(object, key);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

/// Base64; empty for what is none.
std::string bytes_at(const json::object& object, std::string_view key) {
  return from_base64(string_member(object, key)).value_or("");
}

json::object to_object(const LogEntry& entry) {
  const auto number = [](std::int64_t value) { return fmt::format("{}", value); };
  json::object object{{"logIndex", number(entry.log_index)},
                      {"logId", {{"keyId", to_base64(entry.log_id)}}},
                      {"kindVersion", {{"kind", entry.kind}, {"version", entry.version}}},
                      {"integratedTime", number(entry.integrated_time)}};
  if (!entry.promise.empty()) {
    object["inclusionPromise"] = json::object{{"signedEntryTimestamp", to_base64(entry.promise)}};
  }
  if (!entry.proof.checkpoint.empty()) {
    json::array hashes;
    for (const std::string& hash : entry.proof.hashes) {
      hashes.emplace_back(to_base64(hash));
    }
    object["inclusionProof"] = json::object{{"logIndex", number(entry.proof.log_index)},
                                            {"rootHash", to_base64(entry.proof.root_hash)},
                                            {"treeSize", number(entry.proof.tree_size)},
                                            {"hashes", std::move(hashes)},
                                            {"checkpoint", {{"envelope", entry.proof.checkpoint}}}};
  }
  object["canonicalizedBody"] = to_base64(entry.body);
  return object;
}

LogEntry read_entry(const json::object& object) {
  LogEntry entry{.log_index = number_at(object, "logIndex"),
                 .log_id = {},
                 .kind = {},
                 .version = {},
                 .integrated_time = number_at(object, "integratedTime"),
                 .promise = {},
                 .proof = {},
                 .body = bytes_at(object, "canonicalizedBody")};
  if (const json::object* id = object_at(object, "logId"); id != nullptr) {
    entry.log_id = bytes_at(*id, "keyId");
  }
  if (const json::object* kind = object_at(object, "kindVersion"); kind != nullptr) {
    entry.kind = string_member(*kind, "kind");
    entry.version = string_member(*kind, "version");
  }
  if (const json::object* promise = object_at(object, "inclusionPromise"); promise != nullptr) {
    entry.promise = bytes_at(*promise, "signedEntryTimestamp");
  }
  if (const json::object* proof = object_at(object, "inclusionProof"); proof != nullptr) {
    entry.proof = {.log_index = number_at(*proof, "logIndex"),
                   .tree_size = number_at(*proof, "treeSize"),
                   .root_hash = bytes_at(*proof, "rootHash"),
                   .hashes = {},
                   .checkpoint = {}};
    if (const json::object* checkpoint = object_at(*proof, "checkpoint"); checkpoint != nullptr) {
      entry.proof.checkpoint = string_member(*checkpoint, "envelope");
    }
    const json::value* hashes = proof->if_contains("hashes");
    for (const json::value& hash : hashes != nullptr && hashes->is_array() ? hashes->get_array() : json::array()) {
      const json::string* text = hash.if_string();
      entry.proof.hashes.push_back(text == nullptr ? "" : from_base64(*text).value_or(""));
    }
  }
  return entry;
}

/// The certificate of the signer: alone, or as the first of a chain (which older writers have).
std::string certificate_of(const json::object& material) {
  if (const json::object* certificate = object_at(material, "certificate"); certificate != nullptr) {
    return bytes_at(*certificate, "rawBytes");
  }
  const json::object* chain = object_at(material, "x509CertificateChain");
  const json::value* list = chain == nullptr ? nullptr : chain->if_contains("certificates");
  if (list != nullptr && list->is_array() && !list->get_array().empty() && list->get_array().front().is_object()) {
    return bytes_at(list->get_array().front().get_object(), "rawBytes");
  }
  return "";
}

}  // namespace

bool is_bundle_type(std::string_view media_type) {
  return media_type == kBundleType || media_type == "application/vnd.dev.sigstore.bundle+json;version=0.3";
}

std::string to_json(const Bundle& bundle) {
  json::object material;
  if (bundle.certificate.empty()) {
    material["publicKey"] = json::object{{"hint", bundle.key_hint}};
  } else {
    material["certificate"] = json::object{{"rawBytes", to_base64(bundle.certificate)}};
  }
  if (!bundle.entries.empty()) {
    json::array entries;
    for (const LogEntry& entry : bundle.entries) {
      entries.push_back(to_object(entry));
    }
    material["tlogEntries"] = std::move(entries);
  }
  json::array signatures;
  for (const keys::EnvelopeSignature& signature : bundle.envelope.signatures) {
    signatures.push_back(json::object{{"sig", to_base64(signature.signature)}});
  }
  return to_json_text(json::object{{"mediaType", kBundleType},
                                   {"verificationMaterial", std::move(material)},
                                   {"dsseEnvelope",
                                    {{"payload", to_base64(bundle.envelope.payload)},
                                     {"payloadType", bundle.envelope.payload_type},
                                     {"signatures", std::move(signatures)}}}});
}

Result<Bundle> read_bundle(std::string_view text, std::string_view name) {
  const auto wrong = [&] { return fail(ErrorKind::kInvalid, fmt::format("{} is not a bundle of a statement", name)); };
  const auto parsed = parse_json(text, name);
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  const json::object* material = object == nullptr ? nullptr : object_at(*object, "verificationMaterial");
  const json::object* envelope = object == nullptr ? nullptr : object_at(*object, "dsseEnvelope");
  if (material == nullptr || envelope == nullptr || !is_bundle_type(string_member(*object, "mediaType"))) {
    return wrong();
  }
  auto read = keys::read_envelope(to_json_text(*envelope), name);
  if (!read) {
    return wrong();
  }
  Bundle bundle{.envelope = std::move(*read), .certificate = certificate_of(*material), .key_hint = {}, .entries = {}};
  const json::object* key = object_at(*material, "publicKey");
  if (bundle.certificate.empty() && key == nullptr) {
    return wrong();
  }
  bundle.key_hint = key == nullptr ? "" : std::string(string_member(*key, "hint"));
  const json::value* entries = material->if_contains("tlogEntries");
  for (const json::value& entry : entries != nullptr && entries->is_array() ? entries->get_array() : json::array()) {
    if (!entry.is_object()) {
      return wrong();
    }
    bundle.entries.push_back(read_entry(entry.get_object()));
  }
  return bundle;
}

}  // namespace ropewalk::image
