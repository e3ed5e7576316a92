/** The scripts that make shells complete `musterd`: each asks `musterd __complete` for the words that may come next. */

/**
 * bash takes `=` and `:` for words of their own, so these are put together again, and what stands before the last of them is
 * not repeated. The oldest bash that is still in use is 3.2, which knows no `-o nosort`.
 */
const bash = `_musterd() {
  local i n=-1 piece word candidate
  local -a words
  for ((i = 1; i <= COMP_CWORD; i++)); do
    piece=\${COMP_WORDS[i]}
    if ((n >= 0)) && [[ $piece == [=:]* || \${COMP_WORDS[i-1]} == *[=:] ]]; then
      words[n]+=$piece
    else
      words[++n]=$piece
    fi
  done
  word=\${words[n]}
  [[ $piece == [=:]* ]] && piece=
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("\${candidate#"\${word%"$piece"}"}")
  done < <(musterd __complete "\${words[@]}" 2>/dev/null)
}
complete -o default -o nosort -F _musterd musterd 2>/dev/null || complete -o default -F _musterd musterd
`;

/** May be evaluated, or kept as `_musterd` in a directory of fpath. */
const zsh = `#compdef musterd
_musterd() {
  local -a candidates
  candidates=("\${(@f)$(musterd __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then compadd -V musterd -a candidates; else _files; fi
}
if [[ "\${funcstack[1]}" == _musterd ]]; then
  _musterd "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
  compdef _musterd musterd
fi
`;

const fish = `function __musterd_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found (musterd __complete $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c musterd -f -k -a '(__musterd_complete)'
`;

export const scripts = { bash, zsh, fish } as const;

export type Shell = keyof typeof scripts;
