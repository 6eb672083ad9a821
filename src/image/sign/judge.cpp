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

class Judge {
 public:
  Judge(const Evidence& evidence, const Policy& policy) : evidence_(evidence), policy_(policy) {}

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
    const bool has_any = !evidence_.signatures.empty() ||
                         std::any_of(evidence_.envelopes.begin(), evidence_.envelopes.end(), is_signature);
    std::string why = has_any ? "no signature is by a key of the policy" : "it has no signature";
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
        signer_ = key->id();
      }
    }
    for (const keys::Envelope& envelope : evidence_.envelopes) {
      signed_statement(envelope, why);
    }
    if (!signer_.empty()) {
      why = fmt::format("signed by the key sha256:{}", signer_);
    }
    add("signature", !signer_.empty(), std::move(why));
  }

  /// The other form of a signature: a statement that says so.
  void signed_statement(const keys::Envelope& envelope, std::string& why) {
    const auto key = signer_of(envelope);
    const auto statement =
        key == policy_.keys.end() ? Result<Statement>(fail(Error{})) : read_statement(envelope.payload);
    if (!statement || statement->predicate_type != kSignaturePredicate) {
      return;
    }
    if (!statement->is_about(evidence_.digest)) {
      why = statement->subjects.empty()
                ? std::string("what is signed is not an image")
                : fmt::format("the signature is for another image, {}", statement->subjects.front().second);
      return;
    }
    signer_ = key->id();
    for (const auto& [name, digest] : statement->subjects) {
      if (digest == evidence_.digest && !name.empty()) {
        signed_names_.push_back(repository_of(name));
      }
    }
  }

  /// The key of the policy that has signed an envelope with a statement in it; the end of them when none has.
  [[nodiscard]] std::vector<keys::PublicKey>::const_iterator signer_of(const keys::Envelope& envelope) const {
    return std::find_if(policy_.keys.begin(), policy_.keys.end(), [&](const keys::PublicKey& key) {
      return envelope.payload_type == kStatementMediaType && keys::is_signed_by(envelope, key);
    });
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

  /// Statements about this image under a key of the policy.
  [[nodiscard]] std::vector<Statement> trusted() const {
    std::vector<Statement> statements;
    for (const keys::Envelope& envelope : evidence_.envelopes) {
      auto statement = signer_of(envelope) != policy_.keys.end() ? read_statement(envelope.payload)
                                                                 : Result<Statement>(fail(Error{}));
      if (statement && statement->is_about(evidence_.digest)) {
        statements.push_back(std::move(*statement));
      }
    }
    return statements;
  }

  void provenance() {
    std::vector<Clause> best;
    std::ptrdiff_t most = -1;
    for (const Statement& statement : trusted()) {
      if (statement.predicate_type != kProvenancePredicate) {
        continue;
      }
      std::vector<Clause> clauses = questions(read_predicate(statement.predicate));
      const auto held = std::count_if(clauses.begin(), clauses.end(), [](const Clause& one) { return one.holds; });
      if (held > most) {
        most = held;
        best = std::move(clauses);
      }
    }
    if (most < 0) {
      add("provenance", false,
          evidence_.envelopes.empty() ? "it has no provenance"
                                      : "no provenance for it is signed by a key of the policy");
      // What cannot be known does not hold.
      for (Clause& clause : questions({})) {
        clause.holds = false;
        clause.why = "there is no provenance to ask";
        clauses_.push_back(std::move(clause));
      }
      return;
    }
    add("provenance", true, "signed by a key of the policy");
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
    const bool holds = std::any_of(statements.begin(), statements.end(), [](const Statement& one) {
      return one.predicate_type.starts_with(kCycloneDxPredicate) || one.predicate_type.starts_with(kSpdxPredicate);
    });
    add("sbom", holds,
        holds ? "signed by a key of the policy" : "no bill of materials for it is signed by a key of the policy");
  }

  const Evidence& evidence_;
  const Policy& policy_;
  /// Of all signatures that hold.
  std::vector<std::string> signed_names_;
  std::string signer_;
  std::vector<Clause> clauses_;
};

}  // namespace

std::vector<Clause> judge(const Evidence& evidence, const Policy& policy) { return Judge(evidence, policy).judge(); }

}  // namespace ropewalk::image
