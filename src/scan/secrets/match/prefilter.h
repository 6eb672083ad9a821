// Says for a text which rules may find something in it, and where.
//
// One pass over the bytes looks for literals, all rules at once. Which literals a rule has is worked out from its
// expression (anchors.h): each match contains one of them, no further from its beginning than a known distance. So only
// the surroundings of literals need to be searched, where what has to follow does (tail.h), and what is found there is
// exactly what a search of the whole text would find. A rule without such literals is searched for wherever one of its
// keywords is in the text.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "scan/secrets/match/anchors.h"
#include "scan/secrets/match/byte_counter.h"
#include "scan/secrets/match/literals.h"
#include "scan/secrets/match/pattern.h"
#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// Where a rule's matches can be: pieces of the text that do not overlap, in order. No match reaches over the end of
/// its piece.
struct Candidates {
  std::size_t rule = 0;
  std::vector<Span> pieces;
};

class Prefilter {
 public:
  explicit Prefilter(const std::vector<const Rule*>& rules);

  /// For each rule that may find something, in the order of the rules.
  [[nodiscard]] std::vector<Candidates> candidates(std::string_view text) const;

  /// True when `candidates_near` may be asked: no rule needs to see all of a text.
  [[nodiscard]] bool is_local() const { return is_local_; }
  /// True for a rule whose matches may be of many lines.
  [[nodiscard]] bool goes_over_lines(std::size_t rule) const { return plans_[rule].endless['\n']; }
  /// Those that touch one of the places, which are in order; nothing for a text in which distances do not hold.
  [[nodiscard]] std::optional<std::vector<Candidates>> candidates_near(std::string_view text,
                                                                       const std::vector<Span>& places) const;

 private:
  struct Plan {
    /// True when there are literals that bound the place; else the whole text is searched.
    bool is_bounded = false;
    std::size_t before = 0;
    std::size_t most = 0;
    ByteSet endless;
    Tail tail;
    bool is_always = false;
  };
  /// Literals, and the rules of each.
  struct Search {
    Literals literals;
    std::vector<std::vector<std::size_t>> users;
  };
  struct Piece {
    std::size_t rule = 0;
    Span span;
  };
  [[nodiscard]] static Span piece_around(const Plan& plan, std::string_view text, std::size_t at);
  /// The same in a text with odd letters (prefilter.cpp): nothing is counted for them, wherever in a match they stand.
  [[nodiscard]] static Span piece_among_odd(const Plan& plan, std::string_view text, std::size_t at,
                                            const std::vector<std::size_t>& odd);
  [[nodiscard]] static std::size_t begin_among_odd(const Plan& plan, std::string_view text, std::size_t at);
  [[nodiscard]] static std::size_t end_among_odd(const Plan& plan, std::string_view text, std::size_t at);
  /// Literals that stand there only when odd letters are taken for the letters that they are without case.
  void each_with_odd(std::string_view text, const std::vector<std::size_t>& odd,
                     const std::function<void(std::uint32_t literal, std::size_t at)>& found) const;
  static Search search_for(const std::vector<std::vector<std::string>>& literals, const std::vector<bool>& is_in);
  static std::vector<Candidates> merged(std::vector<Piece> pieces);

  std::vector<Plan> plans_;
  bool is_local_ = true;
  /// Where the literals of rules are looked for that touch a place: within so many bytes of it, within so many bytes
  /// that are none of words, or everywhere.
  enum class Reach { kShort, kWords, kAny };
  static Reach reach_of(const Plan& plan);
  /// The stretches of a text in which a match may begin or end that touches one of the places: in order, none overlaps.
  [[nodiscard]] std::vector<Span> surroundings(Reach reach, std::string_view text,
                                               const std::vector<Span>& places) const;
  void search_near(Reach reach, std::string_view text, const std::vector<Span>& places,
                   std::vector<Piece>& pieces) const;

  Search all_;
  std::array<Search, 3> by_reach_;
  /// Of the rules of words: the bytes that are in no loop, and how many of them a match has at most.
  ByteCounter not_in_words_;
  std::size_t most_in_words_ = 0;
};

}  // namespace ropewalk::scan
