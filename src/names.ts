/** Stands for any name. Dashboard variables have it as the value of "All". */
export const anyName = '*';
