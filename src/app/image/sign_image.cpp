#include "app/image/sign_image.h"

#include <algorithm>

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

/// What is added to one manifest.
Result<NewAttachments> attachments(const SignRequest& request, const std::string& digest) {
  NewAttachments added;
  image::Statement named{.subjects = {}, .predicate_type = std::string(image::kSignaturePredicate), .predicate = {}};
  named.subjects.emplace_back(request.image.with_digest(digest).text(), digest);
  for (const std::string& tag : request.tags) {
    named.subjects.emplace_back(request.image.with_tag(tag).text(), digest);
  }
  if (request.key != nullptr) {
    added.signer = request.key->public_key();
    for (const auto& [name, of] : named.subjects) {
      const std::string payload = image::to_json(image::Payload{name, of});
      auto signature = request.key->sign(payload);
      if (!signature) {
        return fail(std::move(signature.error()));
      }
      added.signatures.push_back({payload, std::move(*signature)});
    }
  }
  std::vector<image::Statement> statements;
  if (request.key != nullptr || request.keyless != nullptr) {
    statements.push_back(std::move(named));
  }
  std::copy_if(request.statements.begin(), request.statements.end(), std::back_inserter(statements),
               [&](const image::Statement& one) { return one.is_about(digest); });
  for (const image::Statement& statement : statements) {
    if (request.keyless != nullptr) {
      auto bundle = request.keyless->sign(image::to_json(statement));
      if (!bundle) {
        return fail(std::move(bundle.error()));
      }
      added.bundles.emplace_back(statement.predicate_type, std::move(*bundle));
      continue;
    }
    auto envelope = envelope_of(statement, request.key);
    if (!envelope) {
      return fail(std::move(envelope.error()));
    }
    if (request.key != nullptr) {
      added.bundles.emplace_back(statement.predicate_type, bundle_of(*envelope, *request.key));
    }
    if (statement.predicate_type != image::kSignaturePredicate) {
      added.envelopes.emplace_back(statement.predicate_type, std::move(*envelope));
    }
  }
  return added;
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
    auto added = attachments(request, manifest.digest);
    if (!added) {
      return fail(std::move(added.error()));
    }
    result.attestations +=
        static_cast<int>(request.keyless == nullptr ? added->envelopes.size() : added->bundles.size() - 1);
    if (auto done = attach(registry, repository, manifest, *added); !done) {
      return fail(std::move(done.error()));
    }
    result.digests.push_back(manifest.digest);
  }
  return result;
}

}  // namespace ropewalk::app
