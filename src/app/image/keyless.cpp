#include "app/image/keyless.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "image/sign/statement.h"
#include "image/sigstore/verify_bundle.h"
#include "keys/dsse.h"
#include "keys/pem.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kAddress = "ACTIONS_ID_TOKEN_REQUEST_URL";
constexpr std::string_view kToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

std::string value_of(const ports::Environment& environment, std::string_view name) {
  return environment.variable(std::string(name)).value_or("");
}

/// A token is sent nowhere in the open, but to this machine.
bool is_safe(std::string_view url) {
  constexpr std::string_view kPlain = "http://";
  return url.starts_with("https://") ||
         (url.starts_with(kPlain) &&
          image::is_loopback(url.substr(kPlain.size(), url.find('/', kPlain.size()) - kPlain.size())));
}

/// Sends, and reads the answer's JSON object. `who` and `what` are for messages.
Result<json::object> ask(const ports::HttpRequest& request, const RegistryPorts& ports, const std::stop_token& stop,
                         std::string_view who, std::string_view what) {
  const auto answer =
      ports::send_with_retries(ports.http, request, {}, ports.random, ports::wait_on(ports.clock), stop);
  if (!answer) {
    return fail(answer.error());
  }
  const auto parsed = parse_json(answer->body, "the answer");
  const json::object* object = parsed ? parsed->if_object() : nullptr;
  if (!answer->is_success() || object == nullptr) {
    constexpr std::size_t kLongestReason = 300;
    std::string reason(object == nullptr ? "" : string_member(*object, "message").substr(0, kLongestReason));
    return fail(ErrorKind::kIncomplete,
                fmt::format("{} answers {}, {}{}{}", who, answer->status, what, reason.empty() ? "" : ": ", reason));
  }
  return *object;
}

Result<std::string> identity_token(const RegistryPorts& ports, const std::stop_token& stop) {
  const std::string address = value_of(ports.environment, kAddress);
  const auto answer =
      ask({.url = fmt::format("{}{}audience=sigstore", address, address.find('?') == std::string::npos ? '?' : '&'),
           .headers = {{"Authorization", "Bearer " + value_of(ports.environment, kToken)}}},
          ports, stop, "GitHub", "asked for the token of this job");
  if (!answer) {
    return fail(answer.error());
  }
  std::string token(string_member(*answer, "value"));
  if (token.empty()) {
    return fail(ErrorKind::kIncomplete, "GitHub's answer has no token of this job in it");
  }
  return token;
}

/// Whom a token is about, as it says itself; Fulcio verifies the token.
std::string subject_of(std::string_view token) {
  const auto parts = split(token, '.');
  const auto claims = parts.size() == 3 ? from_base64url(parts[1]) : std::nullopt;
  const auto parsed = claims ? parse_json(*claims, "token") : Result<json::value>(fail(Error{}));
  return parsed && parsed->is_object() ? std::string(string_member(parsed->get_object(), "sub")) : "";
}

/// The first certificate of Fulcio's answer: that of the signer.
Result<keys::Certificate> certificate_in(const json::object& answer) {
  for (const char* key : {"signedCertificateEmbeddedSct", "signedCertificateDetachedSct"}) {
    const json::value* kind = answer.if_contains(key);
    const json::object* holder = kind == nullptr ? nullptr : kind->if_object();
    const json::value* chain = holder == nullptr ? nullptr : holder->if_contains("chain");
    const json::object* inner = chain == nullptr ? nullptr : chain->if_object();
    const json::value* list = inner == nullptr ? nullptr : inner->if_contains("certificates");
    if (list != nullptr && list->is_array() && !list->get_array().empty() && list->get_array()[0].is_string()) {
      const auto blocks = keys::read_pem(list->get_array()[0].get_string(), "Fulcio's certificate");
      if (blocks && !blocks->empty()) {
        return keys::Certificate::from_der(blocks->front().bytes, "Fulcio's certificate");
      }
    }
  }
  return fail(ErrorKind::kIncomplete, "Fulcio's answer has no certificate in it");
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<char>((digit(text[i]) << 4 | digit(text[i + 1])) & 0xFF));
  }
  return bytes;
}

std::int64_t number_in(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member != nullptr && member->is_int64() ? member->get_int64() : -1;
}

const json::object* object_in(const json::object& object, std::string_view key) {
  const json::value* member = object.if_contains(key);
  return member == nullptr ? nullptr : member->if_object();
}

/// Rekor's form of an entry: an object whose one key is the entry's name.
Result<image::LogEntry> read_entry(const json::object& answer) {
  const json::object* entry = answer.size() == 1 ? answer.begin()->value().if_object() : nullptr;
  const json::object* verification = entry == nullptr ? nullptr : object_in(*entry, "verification");
  const json::object* proof = verification == nullptr ? nullptr : object_in(*verification, "inclusionProof");
  const auto body = entry == nullptr ? std::nullopt : from_base64(string_member(*entry, "body"));
  if (proof == nullptr || !body) {
    return fail(ErrorKind::kIncomplete, "Rekor's answer has no proven entry in it");
  }
  image::LogEntry read{.log_index = number_in(*entry, "logIndex"),
                       .log_id = from_hex(string_member(*entry, "logID")),
                       .kind = "dsse",
                       .version = "0.0.1",
                       .integrated_time = number_in(*entry, "integratedTime"),
                       .promise = from_base64(string_member(*verification, "signedEntryTimestamp")).value_or(""),
                       .proof = {.log_index = number_in(*proof, "logIndex"),
                                 .tree_size = number_in(*proof, "treeSize"),
                                 .root_hash = from_hex(string_member(*proof, "rootHash")),
                                 .hashes = {},
                                 .checkpoint = std::string(string_member(*proof, "checkpoint"))},
                       .body = *body};
  const json::value* hashes = proof->if_contains("hashes");
  for (const json::value& hash : hashes != nullptr && hashes->is_array() ? hashes->get_array() : json::array()) {
    read.proof.hashes.push_back(hash.is_string() ? from_hex(hash.get_string()) : "");
  }
  return read;
}

}  // namespace

Result<void> can_sign_keyless(const KeylessSettings& settings, const ports::Environment& environment) {
  if (value_of(environment, kAddress).empty() || value_of(environment, kToken).empty()) {
    return fail(ErrorKind::kUsage, "--keyless needs the token of a job of GitHub Actions, and there is none here",
                "in a workflow: `permissions: id-token: write`; elsewhere sign with --key");
  }
  for (const std::string& url : {settings.fulcio, settings.rekor, value_of(environment, kAddress)}) {
    if (!is_safe(url)) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is no https address", url),
                  "who this job is, is told over TLS alone");
    }
  }
  return {};
}

Result<KeylessSigner> KeylessSigner::begin(KeylessSettings settings, const RegistryPorts& ports, std::stop_token stop) {
  if (auto can = can_sign_keyless(settings, ports.environment); !can) {
    return fail(std::move(can.error()));
  }
  const auto token = identity_token(ports, stop);
  if (!token) {
    return fail(token.error());
  }
  const std::string subject = subject_of(*token);
  if (subject.empty()) {
    return fail(ErrorKind::kIncomplete, "the token of this job does not say whom it is about");
  }
  auto key = keys::PrivateKey::generate();
  const auto proof = key ? key->sign(subject) : Result<std::string>(fail(key.error()));
  if (!proof) {
    return fail(proof.error());
  }
  const auto answer = ask({.method = "POST",
                           .url = settings.fulcio + "/api/v2/signingCert",
                           .headers = {{"Content-Type", "application/json"}},
                           .body = to_json_text(json::object{
                               {"credentials", {{"oidcIdentityToken", *token}}},
                               {"publicKeyRequest",
                                {{"publicKey", {{"algorithm", "ECDSA"}, {"content", key->public_key().to_pem()}}},
                                 {"proofOfPossession", to_base64(*proof)}}}})},
                          ports, stop, "Fulcio", "asked for a certificate");
  if (!answer) {
    return fail(answer.error());
  }
  auto certificate = certificate_in(*answer);
  if (!certificate) {
    return fail(std::move(certificate.error()));
  }
  if (certificate->public_key() != key->public_key()) {
    return fail(ErrorKind::kInvalid, "Fulcio's certificate is for another key");
  }
  return KeylessSigner(std::move(settings), ports, std::move(stop), std::move(*key), std::move(*certificate));
}

Result<image::Bundle> KeylessSigner::sign(const std::string& statement) const {
  auto envelope = keys::sign_envelope(std::string(image::kStatementMediaType), statement, key_);
  if (!envelope) {
    return fail(std::move(envelope.error()));
  }
  // A certificate says whose the key is; a name of the key would say less.
  envelope->signatures.front().key_id.clear();
  image::Bundle bundle{
      .envelope = std::move(*envelope), .certificate = certificate_.der(), .key_hint = {}, .entries = {}};
  const std::string verifier = to_base64(keys::write_pem({"CERTIFICATE", bundle.certificate}));
  const auto answer =
      ask({.method = "POST",
           .url = settings_.rekor + "/api/v1/log/entries",
           .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
           .body = to_json_text(json::object{
               {"apiVersion", "0.0.1"},
               {"kind", "dsse"},
               {"spec",
                {{"proposedContent", {{"envelope", keys::to_json(bundle.envelope)}, {"verifiers", {verifier}}}}}}})},
          ports_, stop_, "Rekor", "asked to log a signature");
  auto entry = answer ? read_entry(*answer) : Result<image::LogEntry>(fail(answer.error()));
  if (!entry) {
    return fail(std::move(entry.error()));
  }
  if (auto same = image::is_about(*entry, bundle); !same) {
    return fail(std::move(same.error()));
  }
  bundle.entries.push_back(std::move(*entry));
  return bundle;
}

std::string KeylessSigner::identity() const {
  const auto names = certificate_.names();
  return names.empty() ? "" : names.front();
}

}  // namespace ropewalk::app
