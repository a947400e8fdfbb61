/** Names of fields that hold codes of banks and numbers of accounts. */
import { listed } from '../listed.ts';

export const bicNames: readonly string[] = listed(
  'bic, swift, swift code, bic code, swift bic, swift number, bank swift code, debtor agent bic',
  'bic swift, bank identifier code, bic nummer, code bic, code swift, codigo swift, codigo bic',
  'codice swift, codice bic, bank bic, bank swift, swift address, bank identifier',
  'bank code swift, bank code bic, bank identification code, bicfi, bic fi, bic or bei',
  'bicorbei, any bic, anybic, swift id, swift bic code, bic swift code, bic number',
  'intermediary swift, correspondent bic, intermediary bic, correspondent swift, receiver bic',
  'sender bic, creditor bic, debtor bic, payee bic, bic beneficiaire, swift kodu, bic kod',
  'kod swift, kod bic, swift kod, codice bic swift, codigo bic swift, swift banco',
);

export const abaNames: readonly string[] = listed(
  'aba, routing, routing number, routing no, routing num, aba number, aba routing',
  'aba routing number, bank routing number, bank routing, rtn, routing transit number',
  'transit number, aba rtn, ach routing, ach routing number, wire routing number, wire routing',
  'bank routing no, routing nbr, routing code, aba no, bank aba, bank rtn, transit no',
  'transit routing number, rtn number, fedwire routing, fedwire routing number, fedwire number',
  'ach routing no, ach rtn, ach aba, routing transit no, receiving dfi',
  'receiving dfi identification, receiving dfi id, rdfi, rdfi identification',
  'rdfi routing number, rdfi number, odfi, odfi identification, odfi routing number',
  'odfi number, us routing number, aba routing code, aba transit number, routing id',
  'bank transit number, wire aba, aba routing transit number, direct deposit routing number',
);

export const accountNames: readonly string[] = listed(
  'account number, account no, account num, acct number, acct no, acct num, acct nbr, acct',
  'account nbr, account nr, sender account, sender account number, receiver account',
  'receiver account number, recipient account number, beneficiary account number',
  'source account number, destination account number, debtor account, creditor account, clabe',
  'bank account, bank account number, bank account no, bank acct, accountnumber, acctno',
  'checking account, savings account, kontonummer, konto nr, kontonr, bankkonto, numero compte',
  'numero de compte, compte bancaire, numero cuenta, numero de cuenta, cuenta bancaria',
  'numero conto, numero di conto, conto corrente, numero conta, numero da conta, conta bancaria',
  'conta corrente, rekeningnummer, bankrekening, bankrekeningnummer, beneficiary account',
  'iban or account, dda account, dda number, dda, deposit account, deposit account number',
  'account nbr bank, account no bank, account number bank, account number iban',
  'bank account num, checking account number, savings account number, checking acct number',
  'savings acct number, bank acct number, beneficiary acct, beneficiary acct number',
  'payee account, payee account number, payer account number, customer account number',
  'ach account, ach account number, wire account number, creditor account number',
  'debtor account number, direct deposit account, direct deposit account number',
  'external account number, receiving account number, funding account number',
  'loan account number, brokerage account number, kto, kto number, konto, konto number',
  'konto nummer, bankkonto number, bankkontonummer, nr konta, nr konta bankowego, numer konta',
  'numer konta bankowego, numer rachunku, numer rachunku bankowego, nr rachunku',
  'rachunek bankowy, konto bankowe, numero compte bancaire, numero de compte bancaire',
  'numero cuenta bancaria, numero de cuenta bancaria, nro cuenta, cuenta numero',
  'cuenta corriente, numero cuenta corriente, cuenta clabe, clabe interbancaria, cbu, cvu',
  'conto bancario, numero conto bancario, numero conto corrente, numero da conta bancaria',
  'nr conta, conta numero, rekening number, rekening, bankgiro, plusgiro, tilinumero',
  'pankkitili, hesap number, hesap numarasi, banka hesap number, bankkontonr, kontonummer bank',
  'szamlaszam, bankszamlaszam, cislo uctu, numar cont, cont bancar, номер счета, номер счёта',
  'расчетный счет, банковский счет, лицевой счет, 口座番号, 銀行口座番号, 银行账号, 银行账户, 銀行帳號, 계좌번호, 은행계좌번호',
  'sort code account, bban, from account, to account, source account, destination account, payroll account, refund account, refund account account, bank account account, id othr id, bacs account, eft account',
);
