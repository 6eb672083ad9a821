#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/rfc3339.h"
#include "base/strings.h"
#include "image/retention.h"
#include "image/sign/payload.h"
#include "image/sign/policy.h"
#include "image/sign/provenance.h"
#include "image/sign/statement.h"
#include "image/sigstore/verify_bundle.h"

namespace ropewalk::image {
namespace {

bool matches_one(const std::vector<std::string>& patterns, std::string_view text) {
  return !text.empty() && std::any_of(patterns.begin(), patterns.end(),
                                      [&](const std::string& one) { return matches_wildcard(one, text); });
}

std::string listed(const std::vector<std::string>& patterns) {
  return patterns.size() == 1 ? patterns.front() : fmt::format("one of {}", fmt::join(patterns, ", "));
}

/// A name without its tag and digest.
std::string repository_of(std::string_view name) {
  name = name.substr(0, name.find('@'));
  const std::size_t colon = name.rfind(':');
  return std::string(colon != std::string_view::npos && name.find('/', colon) == std::string_view::npos
                         ? name.substr(0, colon)
                         : name);
}

/// Whether an envelope says that it is a signature; whose is another question.
bool is_signature(const keys::Envelope& envelope) {
  const auto statement = read_statement(envelope.payload);
  return statement && statement->predicate_type == kSignaturePredicate;
}

std::string shown(std::string_view text) { return text.empty() ? std::string("nothing") : fmt::format("'{}'", text); }

/// A statement, and whom of the policy it is by.
struct Trusted {
  Statement statement;
  std::string by;
};

class Judge {
 public:
  Judge(const Evidence& evidence, const Policy& policy) : evidence_(evidence), policy_(policy) {
    for (const keys::Envelope& envelope : evidence.envelopes) {
      const auto key = std::find_if(policy.keys.begin(), policy.keys.end(),
                                    [&](const keys::PublicKey& one) { return keys::is_signed_by(envelope, one); });
      if (key != policy.keys.end()) {
        trust(envelope, fmt::format("the key sha256:{}", key->id()));
      }
    }
    for (const Bundle& bundle : evidence.bundles) {
      take(bundle);
    }
  }

  std::vector<Clause> judge() {
    signature();
    if (!policy_.file.images.empty()) {
      name();
    }
    if (asks_provenance()) {
      provenance();
    }
    if (policy_.file.needs_sbom) {
      sbom();
    }
    return std::move(clauses_);
  }

 private:
  void add(std::string_view clause, bool holds, std::string why) {
    clauses_.push_back({std::string(clause), holds, std::move(why)});
  }

  void signature() {
    std::string why =
        has_signature() ? fmt::format("no signature is by {} of the policy", whom()) : "it has no signature";
    if (!distrust_.empty()) {
      why = distrust_;
    }
    for (const SignatureFound& found : evidence_.signatures) {
      const auto key = std::find_if(policy_.keys.begin(), policy_.keys.end(), [&](const keys::PublicKey& one) {
        return one.verifies(found.payload, found.signature);
      });
      if (key == policy_.keys.end()) {
        continue;
      }
      const auto payload = read_payload(found.payload);
      if (!payload) {
        why = "what is signed is not an image";
      } else if (payload->digest != evidence_.digest) {
        why = fmt::format("the signature is for another image, {}", payload->digest);
      } else {
        signed_names_.push_back(repository_of(payload->name));
        signer_ = fmt::format("the key sha256:{}", key->id());
      }
    }
    for (const Trusted& one : trusted_) {
      signed_statement(one, why);
    }
    if (!signer_.empty()) {
      why = fmt::format("signed by {}", signer_);
    }
    add("signature", !signer_.empty(), std::move(why));
  }

  /// The other form of a signature: a statement that says so.
  void signed_statement(const Trusted& one, std::string& why) {
    if (one.statement.predicate_type != kSignaturePredicate) {
      return;
    }
    if (!one.statement.is_about(evidence_.digest)) {
      why = one.statement.subjects.empty()
                ? std::string("what is signed is not an image")
                : fmt::format("the signature is for another image, {}", one.statement.subjects.front().second);
      return;
    }
    signer_ = one.by;
    for (const auto& [name, digest] : one.statement.subjects) {
      if (digest == evidence_.digest && !name.empty()) {
        signed_names_.push_back(repository_of(name));
      }
    }
  }

  /// A statement under a signature that holds, and whose that is.
  void trust(const keys::Envelope& envelope, std::string by) {
    auto statement = envelope.payload_type == kStatementMediaType ? read_statement(envelope.payload)
                                                                  : Result<Statement>(fail(Error{}));
    if (statement) {
      trusted_.push_back({std::move(*statement), std::move(by)});
    }
  }

  void take(const Bundle& bundle) {
    if (!policy_.root || policy_.file.identities.empty()) {
      return;
    }
    const auto signer = verify_bundle(bundle, *policy_.root);
    if (!signer) {
      distrust_ = fmt::format("a signature by a certificate does not hold: {}", signer.error().message);
      return;
    }
    const auto& wanted = policy_.file.identities;
    const bool is_wanted = std::any_of(wanted.begin(), wanted.end(), [&](const TrustedIdentity& one) {
      return matches_wildcard(one.identity, signer->identity) && one.issuer == signer->issuer;
    });
    if (is_wanted) {
      trust(bundle.envelope, fmt::format("{} ({})", signer->identity, signer->issuer));
    } else {
      distrust_ = fmt::format("it is signed by {} ({}), who is not of the policy", signer->identity, signer->issuer);
    }
  }

  [[nodiscard]] bool has_signature() const {
    return !evidence_.signatures.empty() ||
           std::any_of(evidence_.envelopes.begin(), evidence_.envelopes.end(), is_signature) ||
           std::any_of(evidence_.bundles.begin(), evidence_.bundles.end(),
                       [](const Bundle& one) { return is_signature(one.envelope); });
  }

  /// "a key", or what else the policy names.
  [[nodiscard]] std::string_view whom() const {
    return policy_.file.identities.empty() ? "a key" : policy_.keys.empty() ? "an identity" : "a key or an identity";
  }

  void name() {
    if (!matches_one(policy_.file.images, evidence_.name)) {
      add("name", false, fmt::format("it is called {}, and has to be {}", evidence_.name, listed(policy_.file.images)));
    } else if (std::none_of(signed_names_.begin(), signed_names_.end(),
                            [&](const std::string& one) { return matches_one(policy_.file.images, one); })) {
      add("name", false,
          signed_names_.empty() ? std::string("nobody has signed a name")
                                : fmt::format("it was signed as {}, and has to be {}", signed_names_.front(),
                                              listed(policy_.file.images)));
    } else {
      add("name", true, fmt::format("it is called {}", evidence_.name));
    }
  }

  [[nodiscard]] bool asks_provenance() const {
    const PolicyFile& file = policy_.file;
    return !file.repository.empty() || !file.refs.empty() || !file.workflows.empty() || !file.builders.empty() ||
           !file.commit.empty() || file.most_age;
  }

  /// Statements about this image by whom the policy names.
  [[nodiscard]] std::vector<Trusted> trusted() const {
    std::vector<Trusted> about;
    std::copy_if(trusted_.begin(), trusted_.end(), std::back_inserter(about),
                 [&](const Trusted& one) { return one.statement.is_about(evidence_.digest); });
    return about;
  }

  void provenance() {
    std::vector<Clause> best;
    std::ptrdiff_t most = -1;
    for (const Trusted& one : trusted()) {
      if (one.statement.predicate_type != kProvenancePredicate) {
        continue;
      }
      std::vector<Clause> clauses = questions(read_predicate(one.statement.predicate));
      const auto held =
          std::count_if(clauses.begin(), clauses.end(), [](const Clause& clause) { return clause.holds; });
      if (held > most) {
        most = held;
        best = std::move(clauses);
      }
    }
    if (most < 0) {
      add("provenance", false,
          evidence_.envelopes.empty() && evidence_.bundles.empty()
              ? std::string("it has no provenance")
              : fmt::format("no provenance for it is signed by {} of the policy", whom()));
      // What cannot be known does not hold.
      for (Clause& clause : questions({})) {
        clause.holds = false;
        clause.why = "there is no provenance to ask";
        clauses_.push_back(std::move(clause));
      }
      return;
    }
    add("provenance", true, fmt::format("signed by {} of the policy", whom()));
    std::move(best.begin(), best.end(), std::back_inserter(clauses_));
  }

  [[nodiscard]] std::vector<Clause> questions(const ProvenanceFacts& facts) const {
    const PolicyFile& file = policy_.file;
    std::vector<Clause> clauses;
    const auto ask = [&](std::string_view clause, const std::vector<std::string>& wanted, const std::string& fact) {
      if (!wanted.empty()) {
        const bool holds = matches_one(wanted, fact);
        clauses.push_back({std::string(clause), holds,
                           holds ? fmt::format("built from {}", shown(fact))
                                 : fmt::format("built from {}, and has to be {}", shown(fact), listed(wanted))});
      }
    };
    ask("repository", file.repository.empty() ? std::vector<std::string>() : std::vector{file.repository},
        facts.repository);
    ask("ref", file.refs, facts.ref);
    ask("commit", file.commit.empty() ? std::vector<std::string>() : std::vector{file.commit}, facts.commit);
    ask("workflow", file.workflows, facts.workflow);
    if (!file.builders.empty()) {
      const bool holds = matches_one(file.builders, facts.builder);
      clauses.push_back(
          {"builder", holds,
           holds ? fmt::format("built by {}", shown(facts.builder))
                 : fmt::format("built by {}, and has to be {}", shown(facts.builder), listed(file.builders))});
    }
    if (file.most_age) {
      clauses.push_back(age(facts.finished));
    }
    return clauses;
  }

  [[nodiscard]] Clause age(const std::string& finished) const {
    const auto time = parse_rfc3339(finished);
    if (!time) {
      return {"age", false, "its provenance does not say when it was built"};
    }
    constexpr std::chrono::minutes kClocksDiffer{5};
    const auto old = std::chrono::duration_cast<std::chrono::seconds>(evidence_.now - *time);
    if (old < -kClocksDiffer) {
      return {"age", false, fmt::format("it says that it was built in the future, at {}", finished)};
    }
    const bool holds = old <= *policy_.file.most_age;
    return {"age", holds, fmt::format("built at {}{}", finished, holds ? "" : ", which is too long ago")};
  }

  void sbom() {
    const auto statements = trusted();
    const bool holds = std::any_of(statements.begin(), statements.end(), [](const Trusted& one) {
      const std::string& type = one.statement.predicate_type;
      return type.starts_with(kCycloneDxPredicate) || type.starts_with(kSpdxPredicate);
    });
    add("sbom", holds,
        fmt::format("{} signed by {} of the policy",
                    holds ? "a bill of materials is" : "no bill of materials for it is", whom()));
  }

  const Evidence& evidence_;
  const Policy& policy_;
  /// Of all signatures that hold.
  std::vector<std::string> signed_names_;
  std::string signer_;
  /// Why what a certificate signed does not count.
  std::string distrust_;
  std::vector<Trusted> trusted_;
  std::vector<Clause> clauses_;
};

}  // namespace

std::vector<Clause> judge(const Evidence& evidence, const Policy& policy) { return Judge(evidence, policy).judge(); }

}  // namespace ropewalk::image
