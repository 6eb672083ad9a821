#include "app/image/sign_image.h"

#include "app/image/attached.h"
#include "app/image/registries.h"
#include "base/hash.h"
#include "image/sign/payload.h"
#include "keys/dsse.h"

namespace ropewalk::app {
namespace {

Result<keys::Envelope> envelope_of(const image::Statement& statement, const keys::PrivateKey* key) {
  std::string text = image::to_json(statement);
  if (key == nullptr) {
    return keys::Envelope{
        .payload_type = std::string(image::kStatementMediaType), .payload = std::move(text), .signatures = {}};
  }
  return keys::sign_envelope(std::string(image::kStatementMediaType), std::move(text), *key);
}

/// With the hint that cosign gives: base64 of the key's digest.
image::Bundle bundle_of(keys::Envelope envelope, const keys::PrivateKey& key) {
  const Sha256Digest id = sha256(key.public_key().to_der());
  return {.envelope = std::move(envelope),
          .certificate = {},
          .key_hint = to_base64({reinterpret_cast<const char*>(id.data()), id.size()}),
          .entries = {}};
}

}  // namespace

Result<SignResult> sign_image(const SignRequest& request, image::Registry& registry) {
  const std::string& repository = request.image.repository;
  const auto top = fetch_manifest(registry, request.image.with_digest(request.digest));
  if (!top) {
    return fail(top.error());
  }
  std::vector<image::Descriptor> manifests{
      {.media_type = top->media_type, .digest = top->digest, .size = top->bytes.size()}};
  if (image::is_index_type(top->media_type)) {
    const auto index = image::read_index(top->bytes, request.image.text());
    if (!index) {
      return fail(index.error());
    }
    manifests.insert(manifests.end(), index->manifests.begin(), index->manifests.end());
  }
  SignResult result;
  for (const image::Descriptor& manifest : manifests) {
    NewAttachments added;
    if (request.key != nullptr) {
      added.signer = request.key->public_key();
    }
    if (request.key != nullptr) {
      std::vector<std::string> names{request.image.with_digest(manifest.digest).text()};
      for (const std::string& tag : request.tags) {
        names.push_back(request.image.with_tag(tag).text());
      }
      image::Statement named{
          .subjects = {}, .predicate_type = std::string(image::kSignaturePredicate), .predicate = {}};
      for (const std::string& name : names) {
        named.subjects.emplace_back(name, manifest.digest);
        const std::string payload = image::to_json(image::Payload{name, manifest.digest});
        auto signature = request.key->sign(payload);
        if (!signature) {
          return fail(std::move(signature.error()));
        }
        added.signatures.push_back({payload, std::move(*signature)});
      }
      auto envelope = envelope_of(named, request.key);
      if (!envelope) {
        return fail(std::move(envelope.error()));
      }
      added.bundles.emplace_back(named.predicate_type, bundle_of(std::move(*envelope), *request.key));
    }
    for (const image::Statement& statement : request.statements) {
      if (!statement.is_about(manifest.digest)) {
        continue;
      }
      auto envelope = envelope_of(statement, request.key);
      if (!envelope) {
        return fail(std::move(envelope.error()));
      }
      if (request.key != nullptr) {
        added.bundles.emplace_back(statement.predicate_type, bundle_of(*envelope, *request.key));
      }
      added.envelopes.emplace_back(statement.predicate_type, std::move(*envelope));
      ++result.attestations;
    }
    if (auto done = attach(registry, repository, manifest, added); !done) {
      return fail(std::move(done.error()));
    }
    result.digests.push_back(manifest.digest);
  }
  return result;
}

}  // namespace ropewalk::app
