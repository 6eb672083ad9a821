// What a policy accepts, and that nothing forged is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "image/sign/artifacts.h"
#include "image/sign/payload.h"
#include "image/sign/policy.h"
#include "image/sign/provenance.h"
#include "image/sign/statement.h"

namespace ropewalk::image {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');
const std::string kOther = "sha256:" + std::string(64, 'b');

/// An image that holds to the policy in every clause.
struct Good {
  keys::PrivateKey key = *keys::PrivateKey::generate();
  keys::PrivateKey stranger = *keys::PrivateKey::generate();
  Provenance provenance{.repository = "https://github.com/acme/parcels",
                        .ref = "refs/heads/main",
                        .commit = std::string(40, 'c'),
                        .workflow = ".github/workflows/cd.yml",
                        .builder = "https://github.com/acme/parcels/.github/workflows/cd.yml@refs/heads/main",
                        .builder_versions = {},
                        .invocation = {},
                        .started = "2026-11-26T10:00:00Z",
                        .finished = "2026-11-26T10:05:00Z",
                        .dockerfile = "Dockerfile",
                        .target = {},
                        .platforms = {"linux/amd64"},
                        .arguments = {},
                        .dockerfile_digest = {},
                        .context_digest = {},
                        .bases = {}};
  Policy policy;
  Evidence evidence;

  Good() {
    policy.keys = {key.public_key()};
    policy.file.images = {"ghcr.io/acme/*"};
    policy.file.repository = provenance.repository;
    policy.file.refs = {"refs/heads/main", "refs/tags/v*"};
    policy.file.commit = provenance.commit;
    policy.file.workflows = {provenance.workflow};
    policy.file.builders = {"https://github.com/acme/parcels/*"};
    policy.file.most_age = std::chrono::hours(24);
    policy.file.needs_sbom = true;
    evidence.name = "ghcr.io/acme/parcels";
    evidence.digest = kDigest;
    evidence.now = *parse_rfc3339("2026-11-26T12:00:00Z");
    evidence.signatures = {signature(kDigest, key)};
    evidence.envelopes = {attested(provenance, kDigest, key), bill(kDigest, key)};
  }

  static SignatureFound signature(const std::string& digest, const keys::PrivateKey& by,
                                  const std::string& name = "ghcr.io/acme/parcels:main") {
    const std::string payload = to_json(Payload{name, digest});
    return {payload, *by.sign(payload)};
  }
  static keys::Envelope envelope(const Statement& statement, const keys::PrivateKey& by) {
    return *keys::sign_envelope(std::string(kStatementMediaType), to_json(statement), by);
  }
  static keys::Envelope attested(const Provenance& provenance, const std::string& digest, const keys::PrivateKey& by) {
    return envelope({{{"parcels", digest}}, std::string(kProvenancePredicate), to_predicate(provenance)}, by);
  }
  static keys::Envelope bill(const std::string& digest, const keys::PrivateKey& by) {
    return envelope({{{"parcels", digest}}, std::string(kCycloneDxPredicate), json::object{{"bomFormat", "CycloneDX"}}},
                    by);
  }

  [[nodiscard]] std::vector<std::string> failing() const {
    std::vector<std::string> names;
    for (const Clause& clause : judge(evidence, policy)) {
      if (!clause.holds) {
        names.push_back(clause.name);
      }
    }
    return names;
  }
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Judge, AcceptsWhatHoldsInEveryClause) {
  const Good good;
  EXPECT_THAT(good.failing(), IsEmpty());
  std::vector<std::string> names;
  for (const Clause& clause : judge(good.evidence, good.policy)) {
    names.push_back(clause.name);
  }
  EXPECT_THAT(names, ElementsAre("signature", "name", "provenance", "repository", "ref", "commit", "workflow",
                                 "builder", "age", "sbom"));
}

TEST(Judge, NamesTheClauseThatFails) {
  Good good;
  good.policy.file.refs = {"refs/tags/v*"};
  EXPECT_THAT(good.failing(), ElementsAre("ref"));
  good = Good();
  good.policy.file.repository = "https://github.com/acme/other";
  EXPECT_THAT(good.failing(), ElementsAre("repository"));
  good = Good();
  good.evidence.now += std::chrono::hours(48);
  EXPECT_THAT(good.failing(), ElementsAre("age"));
  good = Good();
  good.evidence.now -= std::chrono::hours(48);
  EXPECT_THAT(good.failing(), ElementsAre("age"));
  good = Good();
  good.evidence.name = "ghcr.io/evil/parcels";
  EXPECT_THAT(good.failing(), ElementsAre("name"));
  good = Good();
  good.evidence.envelopes.pop_back();
  EXPECT_THAT(good.failing(), ElementsAre("sbom"));
}

TEST(Judge, ASignatureOfAnotherImageIsNone) {
  Good good;
  good.evidence.signatures = {Good::signature(kOther, good.key)};
  EXPECT_THAT(good.failing(), ElementsAre("signature", "name"));
  EXPECT_THAT(judge(good.evidence, good.policy)[0].why, testing::HasSubstr("another image, " + kOther));
}

TEST(Judge, AStatementMayBeTheSignature) {
  const auto named = [](const std::string& name, const std::string& digest, const keys::PrivateKey& by) {
    return Good::envelope({{{name, digest}}, std::string(kSignaturePredicate), {}}, by);
  };
  Good good;
  good.evidence.signatures.clear();
  good.evidence.envelopes.push_back(named("ghcr.io/acme/parcels@" + std::string(kDigest), kDigest, good.key));
  EXPECT_THAT(good.failing(), IsEmpty());
  good.evidence.envelopes.back() = named("ghcr.io/evil/parcels:1", kDigest, good.key);
  EXPECT_THAT(good.failing(), ElementsAre("name"));
  good.evidence.envelopes.back() = named("", kDigest, good.key);
  EXPECT_THAT(good.failing(), ElementsAre("name"));
  good.evidence.envelopes.back() = named("ghcr.io/acme/parcels:1", kOther, good.key);
  EXPECT_THAT(good.failing(), ElementsAre("signature", "name"));
  EXPECT_THAT(judge(good.evidence, good.policy)[0].why, testing::HasSubstr("another image, " + std::string(kOther)));
  good.evidence.envelopes.back() = named("ghcr.io/acme/parcels:1", kDigest, *keys::PrivateKey::generate());
  EXPECT_THAT(good.failing(), ElementsAre("signature", "name"));
  // What is said of an image is not yet that one stands for it.
  good.evidence.envelopes.pop_back();
  EXPECT_THAT(good.failing(), ElementsAre("signature", "name"));
  EXPECT_EQ(judge(good.evidence, good.policy)[0].why, "it has no signature");
}

TEST(Bundle, ComesBackAsItWas) {
  const auto key = *keys::PrivateKey::generate();
  const Bundle bundle{
      .envelope = *keys::sign_envelope("application/vnd.in-toto+json", "{}", key),
      .key_hint = "hint",
      .entries = {
          {.log_index = 7,
           .log_id = "id",
           .kind = "dsse",
           .version = "0.0.1",
           .integrated_time = 1'700'000'000,
           .promise = "promise",
           .proof = {.log_index = 5, .tree_size = 6, .root_hash = "root", .hashes = {"a", "b"}, .checkpoint = "c"},
           .body = "body"}}};
  const auto read = read_bundle(to_json(bundle), "bundle");
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json(*read), to_json(bundle));
  EXPECT_TRUE(keys::is_signed_by(read->envelope, key.public_key()));
  for (const char* text : {"", "[]", "{}", R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"})",
                           R"({"mediaType":"x","verificationMaterial":{},"dsseEnvelope":{}})"}) {
    EXPECT_FALSE(read_bundle(text, "bundle")) << text;
  }
}

TEST(Judge, QuestionsAreNotAnsweredByDifferentStatements) {
  Good good;
  Provenance branch = good.provenance;
  branch.ref = "refs/heads/evil";
  Provenance repository = good.provenance;
  repository.repository = "https://github.com/evil/parcels";
  good.evidence.envelopes = {Good::attested(branch, kDigest, good.key), Good::attested(repository, kDigest, good.key),
                             Good::bill(kDigest, good.key)};
  EXPECT_EQ(good.failing().size(), 1U);
}

TEST(Judge, WithoutAKeyNothingHolds) {
  Good good;
  good.policy.keys.clear();
  EXPECT_FALSE(good.failing().empty());
}

/// Forgeries by somebody who can write anything into the registry and has keys of their own, but not ours.
TEST(Judge, NoForgedVariantIsAccepted) {
  const Good good;
  int count = 0;
  const auto refuse = [&](const Evidence& evidence, const std::string& what) {
    ++count;
    const auto clauses = judge(evidence, good.policy);
    EXPECT_TRUE(std::any_of(clauses.begin(), clauses.end(), [](const Clause& one) { return !one.holds; })) << what;
  };
  const auto flip = [](std::string text, std::size_t at) {
    text[at] = static_cast<char>(text[at] ^ 1);
    return text;
  };
  // Another byte at every seventh place of payload, signature and statements.
  const SignatureFound& signature = good.evidence.signatures.front();
  for (std::size_t at = 0; at < signature.payload.size(); at += 7) {
    Evidence forged = good.evidence;
    forged.signatures.front().payload = flip(signature.payload, at);
    refuse(forged, "payload byte " + std::to_string(at));
  }
  for (std::size_t at = 0; at < signature.signature.size(); at += 3) {
    Evidence forged = good.evidence;
    forged.signatures.front().signature = flip(signature.signature, at);
    refuse(forged, "signature byte " + std::to_string(at));
  }
  for (std::size_t which = 0; which < good.evidence.envelopes.size(); ++which) {
    const keys::Envelope& envelope = good.evidence.envelopes[which];
    for (std::size_t at = 0; at < envelope.payload.size(); at += 11) {
      Evidence forged = good.evidence;
      forged.envelopes[which].payload = flip(envelope.payload, at);
      refuse(forged, "statement byte " + std::to_string(at));
    }
    for (std::size_t at = 0; at < envelope.signatures[0].signature.size(); at += 5) {
      Evidence forged = good.evidence;
      forged.envelopes[which].signatures[0].signature = flip(envelope.signatures[0].signature, at);
      refuse(forged, "envelope signature byte " + std::to_string(at));
    }
    for (const char* type : {"", "application/json", "application/vnd.in-toto+json ", "text/plain"}) {
      Evidence forged = good.evidence;
      forged.envelopes[which].payload_type = type;
      refuse(forged, std::string("payload type ") + type);
    }
    Evidence forged = good.evidence;
    forged.envelopes[which].signatures.clear();
    refuse(forged, "an envelope without a signature");
    forged = good.evidence;
    forged.envelopes.erase(forged.envelopes.begin() + static_cast<std::ptrdiff_t>(which));
    refuse(forged, "an envelope less");
  }
  // Everything signed anew by a stranger, alone and beside signatures that are true of something else.
  Evidence forged = good.evidence;
  forged.signatures = {Good::signature(kDigest, good.stranger)};
  refuse(forged, "signed by a stranger");
  forged.signatures.push_back(Good::signature(kOther, good.key));
  refuse(forged, "signed by a stranger, and a signature moved from another image");
  forged = good.evidence;
  forged.digest = kOther;
  refuse(forged, "another image under the same signatures");
  forged = good.evidence;
  forged.envelopes = {Good::attested(good.provenance, kDigest, good.stranger), good.evidence.envelopes[1]};
  refuse(forged, "provenance by a stranger");
  forged.envelopes = {Good::attested(good.provenance, kOther, good.key), good.evidence.envelopes[1]};
  refuse(forged, "provenance of another image");
  // True statements by our key that say other things: one field changed each.
  const std::vector<std::pair<std::string Provenance::*, std::string>> fields = {
      {&Provenance::repository, "https://github.com/acme/parcels.evil"},
      {&Provenance::repository, "http://github.com/acme/parcels"},
      {&Provenance::repository, ""},
      {&Provenance::ref, "refs/heads/main2"},
      {&Provenance::ref, "refs/pull/1/merge"},
      {&Provenance::ref, ""},
      {&Provenance::commit, std::string(40, 'd')},
      {&Provenance::workflow, ".github/workflows/evil.yml"},
      {&Provenance::workflow, ""},
      {&Provenance::builder, "https://github.com/evil/parcels/x"},
      {&Provenance::builder, ""},
      {&Provenance::finished, "2020-01-01T00:00:00Z"},
      {&Provenance::finished, "2030-01-01T00:00:00Z"},
      {&Provenance::finished, "yesterday"},
      {&Provenance::finished, ""}};
  for (const auto& [field, value] : fields) {
    Provenance changed = good.provenance;
    changed.*field = value;
    forged = good.evidence;
    forged.envelopes[0] = Good::attested(changed, kDigest, good.key);
    refuse(forged, "provenance says " + value);
  }
  // Payloads that mean something else, although our key signed them.
  for (const std::string& payload :
       {replace_all(signature.payload, "cosign container image signature", "atomic container signature"),
        replace_all(signature.payload, "\"critical\"", "\"Critical\""),
        replace_all(signature.payload, "\"type\"", "\"kind\""),
        replace_all(signature.payload, "{\"identity\"", "{\"expires\":1,\"identity\""), std::string("{}"),
        std::string(), std::string("[]"), kDigest}) {
    forged = good.evidence;
    forged.signatures = {{payload, *good.key.sign(payload)}};
    refuse(forged, "payload " + payload);
  }
  // Statements that mean something else.
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v9"},
           {std::string(kProvenancePredicate), "https://slsa.dev/provenance/v0.2"},
           {"\"sha256\":\"aaaa", "\"sha512\":\"aaaa"},
           {"\"subject\"", "\"subjects\""},
           {"\"predicate\":", "\"predicates\":"}}) {
    const std::string text = replace_all(good.evidence.envelopes[0].payload, from, to);
    ASSERT_NE(text, good.evidence.envelopes[0].payload);
    forged = good.evidence;
    forged.envelopes[0] = *keys::sign_envelope(std::string(kStatementMediaType), text, good.key);
    refuse(forged, "a statement with " + to);
  }
  EXPECT_GE(count, 200);
}

TEST(Artifact, SignaturesAndEnvelopesComeBack) {
  const Good good;
  Artifact artifact;
  add_signature(artifact, good.evidence.signatures[0]);
  add_envelope(artifact, good.evidence.envelopes[0], kProvenancePredicate);
  add_envelope(artifact, good.evidence.envelopes[0], kProvenancePredicate);
  finish(artifact);
  EXPECT_EQ(artifact.manifest.layers.size(), 2U);
  ASSERT_EQ(signatures_of(artifact).size(), 1U);
  EXPECT_EQ(signatures_of(artifact)[0].payload, good.evidence.signatures[0].payload);
  EXPECT_EQ(envelopes_of(artifact).size(), 1U);
  EXPECT_EQ(signature_tag(kDigest), "sha256-" + std::string(64, 'a') + ".sig");
}

TEST(Policy, EveryErrorHasItsPlace) {
  const auto read = [](std::string text) {
    std::vector<std::string> out;
    for (const Error& error : read_policy(std::make_shared<SourceFile>("policy.yml", std::move(text))).errors) {
      out.push_back(std::to_string(error.place.file->locate(error.place.span.begin).line) + ": " + error.message);
    }
    return out;
  };
  EXPECT_THAT(read("keys: a.pub\nref: [refs/heads/main]\nmax-age: 30d\nsbom: required\n"), IsEmpty());
  EXPECT_THAT(read("ref: x\n"), ElementsAre("1: a policy names at least one key"));
  EXPECT_THAT(read("keys: a\nkey: b\nmax-age: soon\nsbom: yes\nref: []\nimages:\n"),
              ElementsAre("2: a policy has no key 'key'", "3: max-age is a time", "4: sbom is `required` or `optional`",
                          "5: this list is empty", "6: this is a text"));
  EXPECT_THAT(read("- a\n"), ElementsAre("1: a policy is a mapping"));
}

}  // namespace
}  // namespace ropewalk::image
